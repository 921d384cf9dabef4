// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.journal.FailingDisk;
import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.model.CellLayout;
import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.redstart.wire.WireReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class CommitterTest {
  private static final StoreId STORE = new StoreId(1, 2);
  private static final long WINDOW = 5_000;

  @TempDir
  private Path folder;

  private final FakeClock time = FakeClock.at(100_000);
  private final WindowClock clock = WindowClock.recording(time, time::nanos, WINDOW, 100_000);
  private final FailingDisk disk = new FailingDisk();
  private Journal journal;
  private Committer committer;
  private boolean closed;

  @BeforeEach
  void start() throws IOException {
    journal = disk.journal(folder.resolve("journal"), STORE);
    committer = new Committer(
        journal,
        clock,
        new ChannelMarks(),
        new DiskRoom(folder, 0, 0, () -> Long.MAX_VALUE),
        true,
        failure -> {},
        StoreHost.PROCESS);
  }

  @AfterEach
  void close() throws IOException {
    if (!closed) {
      closed = true;
      committer.close();
      journal.close();
    }
  }

  @Test
  void item_isInTheJournalWhenItsFutureCompletes() throws Exception {
    result(committer.append(forget(1), () -> {}));
    assertThat(records()).anySatisfy(items -> assertThat(items).contains("forget 1"));
  }

  @Test
  void itemsThatQueueUpDuringASync_becomeOneRecordInTheirOrder() throws Exception {
    SlowSync sync = new SlowSync();
    Future<Void> first = committer.append(forget(1), () -> {});
    sync.awaitBegin();
    List<Future<Void>> queued = new ArrayList<>();
    for (int i = 2; i <= 9; i++) {
      queued.add(committer.append(forget(i), () -> {}));
    }
    sync.end();
    result(first);
    for (Future<Void> one : queued) {
      result(one);
    }
    assertThat(records())
        .contains(List.of(
            "forget 2",
            "forget 3",
            "forget 4",
            "forget 5",
            "forget 6",
            "forget 7",
            "forget 8",
            "forget 9"));
  }

  @Test
  void futureAndRelease_waitForTheSync() throws Exception {
    SlowSync sync = new SlowSync();
    List<String> calls = new ArrayList<>();
    Future<Void> future = committer.append(forget(1), () -> calls.add("released"));
    future.onComplete(done -> calls.add("completed"));
    sync.awaitBegin();
    assertThat(calls).isEmpty();
    assertThat(future.isComplete()).isFalse();
    sync.end();
    result(future);
    committer.between(() -> true);
    assertThat(calls).containsExactly("released", "completed");
  }

  @Test
  void record_endsWithTheItemThatFillsIt() throws Exception {
    SlowSync sync = new SlowSync();
    Future<Void> first = committer.append(forget(1), () -> {});
    sync.awaitBegin();
    byte[] large = large();
    committer.append(forget(2), () -> {});
    committer.append(large, () -> {});
    Future<Void> last = committer.append(forget(3), () -> {});
    sync.end();
    result(first);
    result(last);
    List<List<String>> records = records();
    assertThat(records).contains(List.of("forget 2", "known"), List.of("forget 3"));
  }

  private static byte[] large() {
    String name = "x".repeat(1 << 16);
    List<KnownStore> stores = new ArrayList<>();
    for (int i = 0; i < Committer.RECORD_MAX_BYTES >> 16; i++) {
      stores.add(KnownStore.expected(new StoreId(0, i), name));
    }
    return JournalItem.known(stores);
  }

  @Test
  void failedSync_failsItsItemsAndAllLaterOnes() throws Exception {
    committer.between(() -> true);
    SlowSync sync = new SlowSync();
    List<String> released = new ArrayList<>();
    Future<Void> failed = committer.append(forget(1), () -> released.add("first"));
    sync.awaitBegin();
    disk.callsUntilFailure = 0;
    Future<Void> queued = committer.append(forget(2), () -> released.add("queued"));
    sync.end();
    assertThatThrownBy(() -> result(failed))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("input/output error");
    assertThatThrownBy(() -> result(queued)).hasRootCauseMessage("input/output error");
    assertThatThrownBy(() -> result(committer.append(forget(3), () -> released.add("later"))))
        .hasRootCauseMessage("input/output error");
    assertThat(released).isEmpty();
  }

  @Test
  void failedAppend_failsLaterTasksInsteadOfBlockingThem() {
    committer.between(() -> true);
    disk.callsUntilFailure = 0;
    assertThatThrownBy(() -> result(committer.append(forget(1), () -> {})))
        .hasRootCauseMessage("no space left on device");
    CompletableFuture<Boolean> task =
        CompletableFuture.supplyAsync(() -> committer.between(() -> true));
    assertThatThrownBy(() -> task.get(10, SECONDS)).hasRootCauseMessage("no space left on device");
  }

  @Test
  void failure_keepsItsFirstCause() {
    committer.between(() -> true);
    disk.callsUntilFailure = 0;
    for (int i = 0; i < 20; i++) {
      int channel = i;
      Throwable failure = failure(() -> result(committer.append(forget(channel), () -> {})));
      int causes = 0;
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        causes++;
      }
      assertThat(causes).isLessThan(5);
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  private static Throwable failure(Call call) {
    try {
      call.run();
      throw new AssertionError("did not fail");
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void window_isSealedOnceATickRecordsIt() {
    committer.between(() -> true);
    time.advanceTo(107_000);
    assertThat(clock.sealedMillis()).isEqualTo(105_000);
    time.advanceTo(127_000);
    committer.between(() -> true);
    assertThat(clock.sealedMillis()).isEqualTo(125_000);
  }

  @Test
  void idleWindow_hasOneTick() throws Exception {
    committer.between(() -> true);
    time.advanceTo(107_000);
    committer.between(() -> true);
    committer.between(() -> true);
    committer.between(() -> true);
    assertThat(records()).containsExactly(List.of("tick 105000"), List.of("tick 110000"));
  }

  @Test
  void tick_isInTheRecordOfItsItems() throws Exception {
    committer.between(() -> true);
    time.advanceTo(107_000);
    result(committer.append(forget(1), () -> {}));
    assertThat(records()).hasSize(2).last().isEqualTo(List.of("forget 1", "tick 110000"));
  }

  @Test
  void marks_followWhatIsDurable() throws Exception {
    UUID open = new UUID(0, 1);
    UUID forgotten = new UUID(0, 2);
    SlowSync sync = new SlowSync();
    committer.append(JournalItem.open(open, 1, 3), () -> {});
    sync.awaitBegin();
    assertThat(committer.marks().all()).isEmpty();
    sync.end();
    committer.append(JournalItem.open(forgotten, 2, 3), () -> {});
    committer.append(JournalItem.forget(forgotten), () -> {});
    assertThat(committer.between(() -> List.copyOf(committer.marks().all().entrySet())))
        .singleElement()
        .satisfies(mark -> {
          assertThat(mark.getKey()).isEqualTo(open);
          assertThat(mark.getValue()).isEqualTo(new ChannelMarks.Mark(1, 3, 0));
        });
  }

  @Test
  void task_runsAfterAllThatWasAppendedBeforeAndPassesItsFailureOn() {
    Future<Void> before = committer.append(forget(1), () -> {});
    assertThat(committer.between(before::isComplete)).isTrue();
    assertThatThrownBy(() -> committer.between(() -> {
          throw new IllegalStateException("on purpose");
        }))
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("on purpose");
    assertThat(committer.between(() -> 7)).isEqualTo(7);
  }

  @Test
  void close_writesWhatIsQueued() throws Exception {
    SlowSync sync = new SlowSync();
    committer.append(forget(1), () -> {});
    sync.awaitBegin();
    Future<Void> queued = committer.append(forget(2), () -> {});
    sync.end();
    close();
    assertThat(queued.succeeded()).isTrue();
    assertThat(records()).anySatisfy(items -> assertThat(items).contains("forget 2"));
  }

  @Test
  void future_completesOnTheContextOfItsCaller(Vertx vertx) throws Exception {
    CompletableFuture<Boolean> isSame = new CompletableFuture<>();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(now -> committer
        .append(forget(1), () -> {})
        .onComplete(done -> isSame.complete(Vertx.currentContext() == context)));
    assertThat(isSame.get(10, SECONDS)).isTrue();
  }

  /** Holds the next sync until it may end. */
  private final class SlowSync {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    SlowSync() {
      // The tick of the open window is written now, so that the next sync is that of an item.
      committer.between(() -> true);
      disk.beforeSync = () -> {
        begun.countDown();
        awaitUnchecked(ended);
      };
    }

    void awaitBegin() {
      awaitUnchecked(begun);
    }

    void end() {
      disk.beforeSync = () -> {};
      ended.countDown();
    }

    private static void awaitUnchecked(CountDownLatch latch) {
      try {
        assertThat(latch.await(10, SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static byte[] forget(int channel) {
    return JournalItem.forget(new UUID(0, channel));
  }

  private static void result(Future<Void> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  /** Closes the journal and returns the items of each record. */
  private List<List<String>> records() throws IOException {
    close();
    List<List<String>> records = new ArrayList<>();
    Journal.open(folder.resolve("journal"), STORE, 1, (commit, array, offset, length) -> {
          ItemNames names = new ItemNames();
          JournalItem.read(array, offset, length, TestBatches.LAYOUT, names);
          records.add(names.items);
          return 0;
        })
        .close();
    return records;
  }

  /** The items of a record in words. */
  private static final class ItemNames implements JournalItem.Visitor {
    private final List<String> items = new ArrayList<>();

    @Override
    public void batch(
        int shard,
        int shards,
        UUID channel,
        long sequence,
        long stampMillis,
        CellLayout layout,
        WireReader entries) {
      items.add("batch " + channel.getLeastSignificantBits());
    }

    @Override
    public void open(int shard, int shards, UUID channel) {
      items.add("open " + channel.getLeastSignificantBits());
    }

    @Override
    public void forget(UUID channel) {
      items.add("forget " + channel.getLeastSignificantBits());
    }

    @Override
    public void known(List<KnownStore> stores) {
      items.add("known");
    }

    @Override
    public void tick(long stampMillis) {
      items.add("tick " + stampMillis);
    }
  }
}
