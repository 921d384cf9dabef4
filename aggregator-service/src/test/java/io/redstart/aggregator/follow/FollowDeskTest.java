// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestReplicas;
import io.redstart.aggregator.store.StoreHost;
import io.redstart.model.StoreId;
import io.redstart.wire.FollowReply;
import io.redstart.wire.FollowReply.Outcome;
import io.redstart.wire.FollowRequest;
import io.redstart.wire.Frame;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class FollowDeskTest {
  private static final String ADDRESS = "follow";
  private static final long LIFE = 7;

  @TempDir
  private Path root;

  private Vertx vertx;
  private TestReplicas kept;

  @BeforeEach
  void start(Vertx fresh) throws Exception {
    vertx = fresh;
    kept = new TestReplicas(vertx, root, FakeClock.at(1_000_000), StoreHost.PROCESS);
    Await.result(vertx.deployVerticle(
        new FollowDesk(ADDRESS, new StoreId(1, 1), kept.replicas, kept.copies, 0, kept.memory)));
  }

  @AfterEach
  void close() throws Exception {
    Await.result(kept.replicas.close());
  }

  private FollowReply ask(FollowRequest request) throws Exception {
    return FollowReply.from(
        Await.result(vertx.eventBus().<Frame>request(ADDRESS, request.toFrame()))
            .body());
  }

  @Test
  void begin_isAnsweredWhileAllThreadsOfCopyingAreBusy() throws Exception {
    StoreId store = kept.make();
    Await.result(kept.replicas.open(store));
    CountDownLatch end = new CountDownLatch(1);
    kept.copies.executeBlocking(() -> {
      end.await();
      return null;
    });
    FollowReply hello = ask(FollowRequest.hello(store));
    FollowReply begun = ask(FollowRequest.begin(store, hello.session(), LIFE));
    assertThat(begun.outcome()).isEqualTo(Outcome.DONE);
    assertThat(begun.commit()).isEqualTo(hello.commit());
    assertThat(kept.replicas.find(store).orElseThrow().life()).isEqualTo(LIFE);
    end.countDown();
  }

  @Test
  void storeThatIsTooLargeForTheMemory_isNotCopied() throws Exception {
    StoreId store = new StoreId(2, 2);
    kept.memory.take(60 << 20);
    FollowReply hello = ask(FollowRequest.hello(store));
    FollowReply reply =
        ask(FollowRequest.startOver(store, hello.session(), LIFE, "nowhere", 1 << 20));
    assertThat(reply.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(reply.message())
        .isEqualTo("memory.store has -2516582 bytes left for copies, the store needs 1048576");
    kept.memory.giveBack(60 << 20);
    assertThat(ask(FollowRequest.startOver(store, hello.session(), LIFE, "nowhere", 1 << 20))
            .outcome())
        .isEqualTo(Outcome.COPYING);
  }
}
