// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestReplicas;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.aggregator.store.StoreLock;
import io.redstart.model.StoreId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a replica that is just being opened. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class KeptReplicasClosingTest {
  @TempDir
  private Path root;

  /** The openings that have not begun yet. */
  private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

  private TestReplicas kept;
  private StoreId store;
  private Future<Replica> opening;

  @BeforeEach
  void beginToOpen(Vertx vertx) throws Exception {
    StoreHost slow = new StoreHost() {
      @Override
      public void start(String name, Runnable task) {
        if (name.equals("redstart-store-open")) {
          held.add(task);
        } else {
          StoreHost.super.start(name, task);
        }
      }
    };
    kept = new TestReplicas(vertx, root, FakeClock.at(1_000_000), slow);
    store = kept.make();
    opening = kept.replicas.open(store);
  }

  private void goOn() throws Exception {
    new Thread(held.take()).start();
  }

  @Test
  void close_waitsForTheOpeningAndClosesTheReplica() throws Exception {
    Future<Void> closed = kept.replicas.close();
    assertThat(closed.isComplete()).isFalse();
    goOn();
    Await.result(closed);
    assertThat(kept.memory.usedBytes()).isZero();
    assertThat(StoreLock.isInUse(kept.folder(store))).isFalse();
    assertThatThrownBy(() -> Await.result(kept.replicas.open(store)))
        .hasMessageContaining("this aggregator is stopping");
  }

  @Test
  void secondOpening_isTheFirstOne() throws Exception {
    Future<Replica> second = kept.replicas.open(store);
    goOn();
    assertThat(Await.result(second)).isSameAs(Await.result(opening));
    assertThat(held).isEmpty();
    Await.result(kept.replicas.close());
  }

  @Test
  void discard_waitsForTheOpening() throws Exception {
    Future<Void> discarded = kept.replicas.discard(store, "of the test");
    goOn();
    Await.result(discarded);
    assertThat(kept.folder(store)).doesNotExist();
    assertThat(kept.replicas.holds(store)).isFalse();
    assertThat(kept.replicas.find(store)).isEmpty();
    Await.result(kept.replicas.close());
  }
}
