// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.window.WindowClock;
import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a committer does when the disk is full, or fails. */
@Timeout(20)
class FullDiskCommitterTest {
  @TempDir
  private Path folder;

  private final FakeClock time = FakeClock.at(360_000_000);
  private final WindowClock clock = WindowClock.recording(time, time::nanos, 5_000, 0);
  private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  private volatile long usableBytes = 1 << 30;
  private Journal journal;
  private Committer committer;

  @BeforeEach
  void open() throws IOException {
    journal = Journal.open(
        folder, new StoreId(1, 2), 0, (commit, array, offset, length) -> Long.MIN_VALUE);
    DiskRoom room = new DiskRoom(folder, 1 << 28, 0, () -> usableBytes);
    committer = new Committer(
        journal, clock, new ChannelMarks(), room, true, fatal::complete, StoreHost.PROCESS);
  }

  @AfterEach
  void close() throws IOException {
    committer.close();
    journal.close();
  }

  /** Lets a window pass, and the committer look at the clock. */
  private long sealedAfterAWindow() {
    time.advance(5_000);
    committer.between(() -> true);
    time.advance(5_000);
    return clock.sealedMillis();
  }

  @Test
  void fullDisk_isLeftAloneUntilThereIsRoom() {
    long before = sealedAfterAWindow();
    committer.between(() -> true);
    usableBytes = 1_000;
    committer.between(() -> true);
    long sizeBytes = journal.sizeBytes();
    long sealed = clock.sealedMillis();
    for (int i = 0; i < 3; i++) {
      assertThat(sealedAfterAWindow()).isBetween(before, sealed + 5_000);
    }
    assertThat(journal.sizeBytes()).isEqualTo(sizeBytes);
    usableBytes = 1 << 30;
    sealedAfterAWindow();
    assertThat(sealedAfterAWindow()).isGreaterThan(sealed + 20_000);
    assertThat(journal.sizeBytes()).isGreaterThan(sizeBytes);
    assertThat(fatal).isNotDone();
  }

  @Test
  void failedJournal_isFatalThoughNobodyWaits() throws Exception {
    committer.between(() -> true);
    journal.close();
    time.advance(60_000);
    assertThat(fatal.get(10, SECONDS)).hasMessageContaining("is closed or failed before");
  }

  @Test
  void failedJournal_failsWhoeverWaits() throws Exception {
    committer.between(() -> true);
    journal.close();
    time.advance(60_000);
    fatal.get(10, SECONDS);
    assertThatThrownBy(() -> committer.between(() -> true))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("an earlier write to the journal failed");
    assertThatThrownBy(() ->
            ReopenedStore.await(committer.append(JournalItem.open(new UUID(0, 1), 0, 1), () -> {})))
        .hasMessageContaining("an earlier write to the journal failed");
  }
}
