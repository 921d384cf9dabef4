// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.FoldersInMemory;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.journal.JournalReader;
import io.redstart.aggregator.journal.RecordRun;
import io.redstart.wire.BatchReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyIntakeTest {
  private static final UUID CHANNEL = new UUID(0, 1);

  @TempDir(factory = FoldersInMemory.class)
  private Path folder;

  private final FakeClock time = FakeClock.at(1_000_000_000);
  private FollowedStore both;
  private StoreShard shard;
  private long sequence;

  @BeforeEach
  void start() throws Exception {
    both = new FollowedStore(folder, time, TestBatches.LAYOUT, 1, TestStores.HOUR);
    shard = both.openPrimary().shards().get(0);
    ReopenedStore.await(shard.open(CHANNEL));
    both.startOver();
    both.feed().detach(both.link, new IOException("the test sends by itself"));
  }

  @AfterEach
  void close() throws Exception {
    both.copy.abandon();
    both.primary.abandon();
  }

  private void count(int calls) throws Exception {
    TestBatches batch =
        TestBatches.batch(CHANNEL, ++sequence).calls(TestBatches.CHECKOUT, calls, 7);
    ReopenedStore.await(shard.commit(new BatchReader(batch.frame(), TestBatches.LAYOUT)));
  }

  /** Returns what the copy lacks, or later records. */
  private RecordRun records(long from) throws IOException {
    try (JournalReader reader = both.primary.disk().journal().reader(from)) {
      return reader.read(both.lastCommit(), 1 << 20).orElseThrow();
    }
  }

  private RecordRun missing() throws IOException {
    return records(both.intake().lastCommit() + 1);
  }

  private long receive(byte[] records, long sealedMillis) {
    return both.intake()
        .receive(both.feed().life(), records, sealedMillis)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void isRefused(byte[] records, String reason) {
    long before = both.intake().lastCommit();
    assertThatThrownBy(() -> receive(records, 0))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(CommitRefusedException.class)
        .hasMessageContaining(reason);
    assertThat(both.intake().lastCommit()).isEqualTo(before);
  }

  @Test
  void records_areDurableWhenTheyAreAcknowledged() throws Exception {
    count(3);
    RecordRun run = missing();
    assertThat(receive(run.bytes(), 0)).isEqualTo(run.lastCommit());
    both.copy.abandon();
    both.openCopy();
    assertThat(both.intake().lastCommit()).isEqualTo(run.lastCommit());
    assertThat(both.intake().life()).isEqualTo(both.feed().life());
    assertThat(both.copy.stats().labelSets()).isOne();
  }

  @Test
  void gapsAndRepetitions_areRefused() throws Exception {
    count(1);
    RecordRun first = missing();
    count(2);
    isRefused(records(first.lastCommit() + 1).bytes(), "does not follow");
    receive(first.bytes(), 0);
    isRefused(first.bytes(), "does not follow");
  }

  @Test
  void wrongChecksum_isRefused() throws Exception {
    count(1);
    byte[] bytes = missing().bytes().clone();
    bytes[bytes.length - 1]++;
    isRefused(bytes, "the checksum is wrong");
    assertThat(receive(missing().bytes(), 0)).isPositive();
  }

  @Test
  void recordsOfAnotherLife_areRefused() throws Exception {
    count(1);
    byte[] bytes = missing().bytes();
    assertThatThrownBy(() -> both.intake()
            .receive(both.feed().life() + 1, bytes, 0)
            .toCompletionStage()
            .toCompletableFuture()
            .join())
        .hasCauseInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("of life");
  }

  @Test
  void recordForAWindowThatIsSealed_isRefused() throws Exception {
    count(1);
    RecordRun late = missing();
    isRefusedAfter(time.millis() + 10_000, late);
  }

  private void isRefusedAfter(long sealedMillis, RecordRun late) throws Exception {
    RecordRun tick = late;
    assertThat(receive(tick.bytes(), sealedMillis)).isEqualTo(tick.lastCommit());
    count(2);
    isRefused(missing().bytes(), "in chunks already");
    assertThat(both.feed().canResume(both.intake().life(), both.intake().lastCommit()))
        .as("otherwise the same records would come again and again")
        .isFalse();
  }

  @Test
  void recordsBeyondTheMemory_areRefusedUntilThereIsRoom() throws Exception {
    count(1);
    byte[] bytes = missing().bytes();
    // What is left is for the own store of the copy's process.
    long heldBytes = both.copyMemory.leftBytes() - both.copyMemory.maxBytes() / 10;
    both.copyMemory.take(heldBytes);
    isRefused(bytes, "memory.store has 0 bytes left for copies");
    assertThat(both.copyMemory.refusals()).isOne();
    both.copyMemory.giveBack(heldBytes);
    assertThat(receive(bytes, 0)).isPositive();
  }

  @Test
  void labelSetsById_areInTheMemoryOfTheStore() throws Exception {
    count(1);
    receive(missing().bytes(), 0);
    assertThat(both.copyMemory.usedBytes())
        .isEqualTo(both.copy.stats().sizeBytes() + JournalReplay.LABEL_SET_BYTES);
    both.copy.close().toCompletionStage().toCompletableFuture().get();
    assertThat(both.copyMemory.usedBytes()).isZero();
    both.openCopy();
    assertThat(both.copyMemory.usedBytes())
        .isEqualTo(both.copy.stats().sizeBytes() + JournalReplay.LABEL_SET_BYTES);
  }

  @Test
  void primaryOfACopyWithoutMemory_goesOnAloneAndIsFollowedAgain() throws Exception {
    both.resume();
    await().until(() -> both.feed().stats().isInStep());
    long heldBytes = both.copyMemory.leftBytes();
    both.copyMemory.take(heldBytes);
    count(1);
    assertThat(both.link.detached).hasMessageContaining("bytes left for copies");
    assertThat(both.feed().stats().isInStep()).isFalse();
    both.copyMemory.giveBack(heldBytes);
    count(2);
    both.catchUp();
    assertThat(both.intake().lastCommit()).isEqualTo(both.lastCommit());
  }

  @Test
  void copyThatIsAheadAfterAPowerCut_cannotGoOn() throws Exception {
    count(1);
    receive(missing().bytes(), 0);
    long life = both.intake().life();
    both.primary.abandon();
    // The next life finds a journal without the last commit.
    StoreLives next = StoreLives.begin(folder.resolve("primary"), both.intake().lastCommit());
    assertThat(next.contains(life, both.intake().lastCommit())).isFalse();
    assertThat(next.contains(life, both.intake().lastCommit() - 1)).isTrue();
    both.openPrimary();
  }

  @Test
  void copyWithMoreThanOneCommitThatTheStoreLacks_isLaterThanTheStore() throws Exception {
    count(1);
    long last = both.lastCommit();
    long life = both.feed().life();
    assertThat(both.feed().isOlderThan(life, last)).isFalse();
    assertThat(both.feed().isOlderThan(life, last + 1))
        .as("lost before its sync")
        .isFalse();
    assertThat(both.feed().isOlderThan(life, last + 2)).isTrue();
    assertThat(both.feed().isOlderThan(0, last + 2)).isTrue();
  }

  @Test
  void copy_appendsNothingByItself() throws Exception {
    long before = both.intake().lastCommit();
    time.advance(3_600_000);
    both.copy.tidy();
    assertThat((long) both.copy
            .disk()
            .committer()
            .between(() -> both.copy.disk().journal().lastCommit()))
        .isEqualTo(before);
    assertThat(both.copy.sealedMillis()).isEqualTo(time.millis() / 5_000 * 5_000);
  }

  @Test
  void closedCopy_goesOnWhereItWas() throws Exception {
    count(1);
    receive(missing().bytes(), 0);
    both.copy.close().toCompletionStage().toCompletableFuture().get();
    both.openCopy();
    assertThat(both.resume()).isTrue();
    count(2);
    both.catchUp();
    assertThat(both.copy.stats().labelSets()).isOne();
  }
}
