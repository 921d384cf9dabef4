// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.journal.FailingDisk;
import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.model.StoreId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ShardTurnsTest {
  private static final long LONG_MICROS = SECONDS.toMicros(60);

  @TempDir
  private Path folder;

  private final FakeClock time = FakeClock.at(100_000);
  private final WindowClock clock = WindowClock.recording(time, time::nanos, 5_000, 100_000);
  private final CountDownLatch busy = new CountDownLatch(1);
  private Journal journal;
  private Committer committer;
  private Context first;
  private Context second;

  @BeforeEach
  void start(Vertx vertx) throws IOException {
    journal = new FailingDisk().journal(folder.resolve("journal"), new StoreId(1, 2));
    DiskRoom room = new DiskRoom(folder, 0, 0, () -> Long.MAX_VALUE);
    committer = new Committer(
        journal, clock, new ChannelMarks(), room, true, failure -> {}, StoreHost.PROCESS);
    // Writes the tick of the open window.
    committer.between(() -> true);
    first = loop(vertx);
    second = loop(vertx);
  }

  /** Returns a context on the next event loop. */
  private static Context loop(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  @AfterEach
  void close() throws IOException {
    busy.countDown();
    committer.close();
    journal.close();
  }

  /** Keeps the second event loop busy until {@link #busy} ends. */
  private void keepSecondBusy() {
    second.runOnContext(now -> {
      try {
        busy.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** Lets the first event loop append, and waits until the committer has asked the second one. */
  private CompletableFuture<Void> appendOnFirst(long waitMaxMicros) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    ShardTurns turns = new ShardTurns(
        List.of(() -> first, () -> {
          asked.countDown();
          return second;
        }),
        waitMaxMicros);
    committer.gather(turns);
    CompletableFuture<Void> durable = append(first, 0);
    assertThat(asked.await(10, SECONDS)).isTrue();
    return durable;
  }

  private CompletableFuture<Void> append(Context loop, int shard) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    loop.runOnContext(now -> committer
        .appendBatch(shard, item(shard), () -> {})
        .onSuccess(durable::complete)
        .onFailure(durable::completeExceptionally));
    return durable;
  }

  private static byte[] item(int shard) {
    return JournalItem.open(new UUID(0, shard), shard, 2);
  }

  @Test
  void batch_isSyncedWithWhatHadReachedAnotherShard() throws Exception {
    long syncs = committer.syncs();
    keepSecondBusy();
    CompletableFuture<Void> ofSecond = append(second, 1);
    CompletableFuture<Void> ofFirst = appendOnFirst(LONG_MICROS);
    assertThat(ofFirst).isNotDone();
    busy.countDown();
    ofFirst.get(10, SECONDS);
    ofSecond.get(10, SECONDS);
    assertThat(committer.syncs()).isEqualTo(syncs + 1);
  }

  @Test
  void busyShard_doesNotHoldUpABatchForLong() throws Exception {
    keepSecondBusy();
    appendOnFirst(1_000).get(10, SECONDS);
  }

  @Test
  void shardThatHasNotAnswered_isNotAwaitedAgain() throws Exception {
    keepSecondBusy();
    appendOnFirst(SECONDS.toMicros(1)).get(10, SECONDS);
    long beginNanos = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      append(first, 0).get(10, SECONDS);
    }
    assertThat(System.nanoTime() - beginNanos).isLessThan(SECONDS.toNanos(15));
  }

  @Test
  void itemThatIsNoBatch_waitsForNoShard() throws Exception {
    keepSecondBusy();
    committer.gather(new ShardTurns(List.of(() -> first, () -> second), LONG_MICROS));
    Future<Void> durable = committer.append(item(0), () -> {});
    durable.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void shardsThatAllHaveABatch_areNotAwaited() throws Exception {
    keepSecondBusy();
    committer.gather(new ShardTurns(List.of(() -> first, () -> second), LONG_MICROS));
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    CountDownLatch queued = new CountDownLatch(1);
    Thread task = new Thread(() -> committer.between(() -> {
      begun.complete(true);
      await(queued);
      return true;
    }));
    task.start();
    begun.get(10, SECONDS);
    CompletableFuture<Void> ofFirst = append(first, 0);
    Future<Void> ofSecond = committer.appendBatch(1, item(1), () -> {});
    first.runOnContext(now -> queued.countDown());
    ofFirst.get(10, SECONDS);
    ofSecond.toCompletionStage().toCompletableFuture().get(10, SECONDS);
    task.join();
  }

  @Test
  void batchesOfAGroup_shareASync() throws Exception {
    committer.linger(SECONDS.toNanos(1));
    long syncs = committer.syncs();
    CompletableFuture<Void> ofFirst = append(first, 0);
    CompletableFuture<Void> next = append(first, 0);
    ofFirst.get(10, SECONDS);
    next.get(10, SECONDS);
    assertThat(committer.syncs()).isEqualTo(syncs + 1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
