// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.Await;
import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.store.StoreStats;
import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.Frame;
import io.redstart.wire.KnownStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An aggregator is frozen, another is started under its name, the first is thawed, the second is
 * stopped: from then on the first is missed again. On one event bus, with announcers and directories
 * as they are; each has an event loop of its own, so that one can be frozen.
 */
class ThawedStoreTest {
  private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(8));
  private final FakeClock time = FakeClock.at(100_000);
  private final FakeStore first = store(1);
  private final FakeStore second = store(2);
  private final FakeStore bystander = store(3);

  @AfterEach
  void close() throws Exception {
    first.thaw();
    Await.result(vertx.close());
  }

  private static FakeStore store(int number) {
    FakeStore store = new FakeStore(StoreStats.NONE);
    store.id = new StoreId(0, number);
    store.isVolatile = true;
    store.labelSets = 1;
    return store;
  }

  private String deploy(FakeStore store, String name, long incarnation) throws Exception {
    return Await.result(vertx.deployVerticle(new Announcer(
        store, name, incarnation, HOUR_MILLIS, one -> false, () -> 0, time::monotonicMillis)));
  }

  @Test
  void firstStore_isMissedAgainWhenTheSecondIsGone() throws Exception {
    Observer early = new Observer();
    deploy(bystander, "b", 3);
    deploy(first, "a", 1);
    early.awaitExpected(first, bystander);

    first.freeze();
    time.advance(StoreDirectory.SILENCE_MAX_MILLIS + 1);
    String deployment = deploy(second, "a", 2);
    early.awaitExpected(second, bystander);
    early.awaitLost(first);

    first.thaw();
    early.awaitExpected(first, second, bystander);
    early.awaitLost();

    Await.result(vertx.undeploy(deployment));
    early.awaitExpected(first, bystander);
    early.awaitLost(second);

    first.freeze();
    time.advance(StoreDirectory.SILENCE_MAX_MILLIS + 1);
    Observer late = new Observer();
    for (Observer observer : List.of(early, late)) {
      observer.awaitExpected(first, bystander);
      observer.awaitLost(second);
    }
  }

  /** A directory that asks everyone to announce themselves whenever it is looked at. */
  private final class Observer {
    private final Context context = vertx.getOrCreateContext();
    private final StoreDirectory directory =
        new StoreDirectory(vertx, time::monotonicMillis, live -> {});

    Observer() throws Exception {
      on(StoreDirectory::open);
    }

    void awaitExpected(FakeStore... stores) throws Exception {
      awaitIds(StoreDirectory::expected, stores);
    }

    void awaitLost(FakeStore... stores) throws Exception {
      awaitIds(StoreDirectory::lost, stores);
    }

    private void awaitIds(Function<StoreDirectory, List<KnownStore>> list, FakeStore... stores)
        throws Exception {
      List<StoreId> wanted = List.of(stores).stream().map(store -> store.id).toList();
      long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      List<StoreId> seen;
      do {
        vertx.eventBus().publish(Announcement.ASK_ADDRESS, new Frame(new byte[0]));
        seen = on(known -> Future.succeededFuture(list.apply(known))).stream()
            .map(KnownStore::store)
            .sorted()
            .toList();
      } while (!seen.equals(wanted) && System.nanoTime() < deadlineNanos);
      assertThat(seen).isEqualTo(wanted);
    }

    private <T> T on(Function<StoreDirectory, Future<T>> action) throws Exception {
      Promise<T> result = Promise.promise();
      context.runOnContext(now -> action.apply(directory).onComplete(result));
      return Await.result(result.future());
    }
  }
}
