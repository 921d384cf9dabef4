// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static io.redstart.aggregator.fixture.TestBatches.CHECKOUT;
import static io.redstart.aggregator.fixture.TestBatches.PAYMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.fixture.FoldersInMemory;
import io.redstart.aggregator.fixture.TestBatches;
import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.StoreHead;
import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.KnownStore;
import io.redstart.wire.LabelSets;
import io.redstart.wire.SelectRequest;
import io.redstart.wire.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening a store again: after a crash, with other settings, and with damaged files. */
class ReopenedStoreTest {
  private static final long HOUR = 3_600_000;

  @TempDir(factory = FoldersInMemory.class)
  private Path folder;

  private final FakeClock time = FakeClock.at(100 * HOUR);
  private ReopenedStore disk;

  @BeforeEach
  void open() {
    disk = new ReopenedStore(folder, time).open();
  }

  @AfterEach
  void close() throws Exception {
    disk.close();
  }

  @Test
  void crash_losesNothingThatWasAnswered() throws Exception {
    disk.count(CHECKOUT, 3);
    time.advance(5_000);
    disk.count(CHECKOUT, 4);
    disk.count(PAYMENT, 5);
    disk.abandon();
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 7L, PAYMENT, 5L));
    assertThat(disk.rows().get(CHECKOUT).callsByStamp().values()).containsExactly(3L, 4L);
  }

  @Test
  void crashAfterAChunk_countsNothingTwice() throws Exception {
    disk.count(CHECKOUT, 3);
    time.advance(HOUR / 6);
    disk.store.tidy();
    disk.count(CHECKOUT, 4);
    disk.abandon();
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 7L));
    disk.abandon();
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 7L));
  }

  @Test
  void close_leavesNothingInTheJournal() throws Exception {
    disk.count(CHECKOUT, 3);
    disk.close();
    assertThat(journalFiles()).isEmpty();
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 3L));
  }

  @Test
  void stamps_areNeverUsedAgainThoughTheClockWasSetBack() throws Exception {
    disk.count(CHECKOUT, 3);
    disk.seal();
    long shownMillis = disk.store.sealedMillis();
    disk.abandon();
    time.jump(-60_000);
    disk.open();
    disk.count(CHECKOUT, 4);
    time.advance(120_000);
    disk.store.tidy();
    assertThat(disk.rows().get(CHECKOUT).callsByStamp().keySet())
        .hasSize(2)
        .anyMatch(stamp -> stamp > shownMillis);
  }

  @Test
  void identityAndKnownStores_stay() throws Exception {
    StoreId id = disk.store.id();
    long sinceMillis = disk.store.sinceMillis();
    List<KnownStore> known =
        List.of(new KnownStore(new StoreId(1, 2), "other", 1, KnownStore.Fate.LOST, 5_000));
    ReopenedStore.await(disk.store.remember(known));
    disk.abandon();
    disk.open();
    assertThat(disk.store.known()).isEqualTo(known);
    disk.close();
    disk.open();
    assertThat(disk.store.known()).isEqualTo(known);
    assertThat(disk.store.id()).isEqualTo(id);
    assertThat(disk.store.sinceMillis()).isEqualTo(sinceMillis);
  }

  @Test
  void channels_stayWithTheirSequences() throws Exception {
    disk.count(CHECKOUT, 1);
    disk.count(CHECKOUT, 1);
    StoreShard shard = disk.store.shards().get(0);
    UUID forgotten = new UUID(9, 9);
    ReopenedStore.await(shard.open(forgotten));
    ReopenedStore.await(shard.forget(forgotten));
    for (boolean isCrash : new boolean[] {true, false}) {
      if (isCrash) {
        disk.abandon();
      } else {
        disk.close();
      }
      disk.open();
      StoreShard again = disk.store.shards().get(0);
      assertThat(again.channels()).containsExactly(disk.channel(0));
      assertThat(ReopenedStore.await(again.lastSequence(disk.channel(0)))).hasValue(2);
    }
  }

  @Test
  void labelSetThatCameBackBeforeACrash_isThereOnce() throws Exception {
    disk.count(CHECKOUT, 1);
    time.advance(4 * HOUR);
    disk.store.tidy();
    assertThat(disk.store.stats().labelSets()).isZero();
    disk.count(CHECKOUT, 2);
    disk.abandon();
    disk.open();
    disk.count(CHECKOUT, 3);
    disk.seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 5L));
    assertThat(disk.store.stats().labelSets()).isEqualTo(1);
  }

  @Test
  void idsOutOfOrder_areReadInAnyOrder() throws Exception {
    disk.close();
    deleteAll();
    disk.shards = 2;
    disk.open();
    Labels zero = labelsOf(0, "zero");
    Labels one = labelsOf(1, "one");
    StoreId id = disk.store.id();
    disk.abandon();
    long stampMillis = time.millis() + 60_000;
    try (Journal journal = Journal.open(folder.resolve("journal"), id, 1, (c, a, o, n) -> 0)) {
      byte[] first = item(1, one, 7, true, stampMillis, 1);
      byte[] second = item(0, zero, 5, true, stampMillis, 1);
      byte[] third = item(1, one, 7, false, stampMillis, 2);
      append(journal, stampMillis, first, second);
      append(journal, stampMillis, third, item(0, zero, 5, false, stampMillis, 2));
    }
    disk.open();
    time.advance(120_000);
    disk.count(labelsOf(0, "later"), 1);
    disk.count(zero, 10);
    disk.seal();
    assertThat(disk.calls()).isEqualTo(Map.of(one, 3L, zero, 13L, labelsOf(0, "later"), 1L));
    assertThat(disk.store.shards().get(1).channels()).containsExactly(new UUID(8, 1));
    disk.close();
    disk.open();
    assertThat(disk.calls()).isEqualTo(Map.of(one, 3L, zero, 13L, labelsOf(0, "later"), 1L));
  }

  private static void append(Journal journal, long stampMillis, byte[]... items)
      throws IOException {
    WireWriter record = new WireWriter();
    for (byte[] item : items) {
      record.writeBytes(item, 0, item.length);
    }
    journal.append(record.array(), 0, record.size(), stampMillis);
    journal.sync();
  }

  /** Returns a batch of as many calls as its sequence, on a channel of its own. */
  private static byte[] item(
      int shard, Labels labels, int id, boolean isNew, long stampMillis, int sequence) {
    TestBatches batch = TestBatches.batch(new UUID(8, shard), sequence).calls(labels, sequence, 7);
    BatchReader reader = new BatchReader(batch.frame(), TestBatches.LAYOUT);
    WireWriter out = new WireWriter();
    JournalItem.beginBatch(out, shard, 2, reader, stampMillis);
    assertThat(reader.next()).isTrue();
    byte[] array = reader.array();
    if (isNew) {
      JournalItem.addNew(out, id, Metric.SPANS, LabelSets.encode(labels));
      out.writeBytes(array, reader.valueOffset(), reader.valueLength());
    } else {
      JournalItem.addEntry(out, id, array, reader.valueOffset(), reader.valueLength());
    }
    return out.toByteArray();
  }

  /** Returns labels that belong to one of two shards. */
  private static Labels labelsOf(int shard, String name) {
    for (int i = 0; ; i++) {
      Labels labels = Labels.of("span_name", name + " " + i);
      if (ReopenedStore.shardOf(labels, 2) == shard) {
        return labels;
      }
    }
  }

  @Test
  void otherNumberOfShards_keepsAllLabelSets() throws Exception {
    Map<Labels, Long> expected = new HashMap<>();
    for (int shards : new int[] {2, 3, 1}) {
      disk.close();
      disk.shards = shards;
      disk.open();
      for (int i = 0; i < 20; i++) {
        Labels labels = Labels.of("span_name", "operation " + (i + 5 * shards));
        disk.count(labels, shards);
        expected.merge(labels, (long) shards, Long::sum);
      }
      disk.seal();
      assertThat(disk.calls()).isEqualTo(expected);
      disk.abandon();
      disk.open();
      assertThat(disk.calls()).isEqualTo(expected);
    }
  }

  @Test
  void otherNumberOfShards_forgetsChannels() throws Exception {
    disk.count(CHECKOUT, 1);
    disk.abandon();
    disk.shards = 2;
    disk.open();
    assertThat(disk.store.shards()).allMatch(shard -> shard.channels().isEmpty());
  }

  @Test
  void otherBounds_convertRowsInTheJournalAndInChunks() throws Exception {
    disk.count(CHECKOUT, 2, 5_000_000);
    disk.abandon();
    for (long bound : new long[] {4_000_000, 6_000_000}) {
      disk.layout = CellLayout.of(bound);
      disk.open();
      disk.count(CHECKOUT, 1, 50_000_000);
      disk.seal();
      // Cells of the old layout lie around 5 ms; what they count is at the same place.
      assertThat(disk.total(CHECKOUT).sumNanos())
          .isEqualTo(10_000_000 + (bound == 4_000_000 ? 1 : 2) * 50_000_000.0);
      assertThat(countOf(disk.layout.cellOf(5_000_000))).isEqualTo(2);
      disk.close();
    }
    disk.open();
  }

  @Test
  void otherBounds_convertTotalsThatAreRolledUp() throws Exception {
    disk.count(CHECKOUT, 2, 5_000_000);
    time.advance(HOUR);
    disk.count(CHECKOUT, 1, 50_000_000);
    time.advance(2 * HOUR);
    disk.count(CHECKOUT, 4, 5_000_000);
    disk.store.tidy();
    disk.close();
    disk.layout = CellLayout.of(4_000_000);
    disk.open().seal();
    assertThat(countOf(disk.layout.cellOf(5_000_000))).isEqualTo(6);
    assertThat(countOf(disk.layout.cellOf(50_000_000))).isEqualTo(1);
  }

  private long countOf(int cell) {
    Increment total = disk.total(CHECKOUT);
    long count = 0;
    for (int i = 0; i < total.cellCount(); i++) {
      count += total.cell(i) == cell ? total.count(i) / Weight.ONE : 0;
    }
    return count;
  }

  @Test
  void coarserTier_canBeAddedAndIsFilledFromWhatIsKept() throws Exception {
    for (int minute = 0; minute < 150; minute++) {
      disk.count(CHECKOUT, 1);
      time.advance(60_000);
      disk.store.tidy();
    }
    disk.close();
    disk.retention = new StoreConfig.Tier[] {TestStores.HOUR, TestStores.MINUTES};
    disk.open();
    for (int minute = 0; minute < 30; minute++) {
      disk.count(CHECKOUT, 1);
      time.advance(60_000);
      disk.store.tidy();
    }
    long through = disk.store.sealedMillis() / 60_000 * 60_000;
    TestRows rows = disk.rows(
            through - HOUR * 3 / 2, List.of(new SelectRequest.Tier(60_000, through)))
        .get(CHECKOUT);
    assertThat(TestRows.calls(rows.total())).isEqualTo(180);
    assertThat(rows.rows)
        .hasSize(90)
        .allSatisfy(
            (stamp, row) -> assertThat(TestRows.calls(row)).as("at %d", stamp).isEqualTo(1));
  }

  @Test
  void otherWindows_areRefused() throws Exception {
    refused(
        () -> disk.retention = new StoreConfig.Tier[] {
          new StoreConfig.Tier(Duration.ofSeconds(10), Duration.ofHours(1))
        },
        "the store in " + folder + " keeps windows of [5s], store.retention says [10s]: only how"
            + " long they are kept can change, and coarser windows can be added at the end;"
            + " otherwise choose another store.path");
  }

  @Test
  void tierThatIsGone_isRefused() throws Exception {
    disk.close();
    disk.retention = new StoreConfig.Tier[] {TestStores.HOUR, TestStores.MINUTES};
    disk.open();
    refused(
        () -> disk.retention = new StoreConfig.Tier[] {TestStores.HOUR},
        "the store in " + folder + " keeps windows of [5s, 1m], store.retention says [5s]");
  }

  @Test
  void refusedStore_canBeOpenedWithTheRightSettings() throws Exception {
    disk.count(CHECKOUT, 1);
    disk.close();
    disk.retention =
        new StoreConfig.Tier[] {new StoreConfig.Tier(Duration.ofSeconds(10), Duration.ofHours(1))};
    assertThatThrownBy(() -> disk.open()).isInstanceOf(StoreException.class);
    disk.retention = new StoreConfig.Tier[] {TestStores.HOUR};
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 1L));
  }

  @Test
  void storeThatIsOpen_isRefused() {
    assertThatThrownBy(() -> new ReopenedStore(folder, time).open())
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the store in " + folder + " is in use by process "
            + ProcessHandle.current().pid() + ", started ")
        .hasMessageEndingWith(": stop it, or choose another store.path");
  }

  @Test
  void laterLayout_isRefused() throws Exception {
    disk.close();
    try (KeyValues rows = RocksKeyValues.open(folder.resolve("rows"), 1 << 20)) {
      SealedRows.writeHead(
          rows, new StoreHead(StoreHead.VERSION + 1, new StoreId(1, 2), 0, List.of(5_000L)));
    }
    assertThatThrownBy(() -> disk.open())
        .isInstanceOf(StoreException.class)
        .hasMessage("the store in " + folder + " has layout 2, this version of Redstart knows"
            + " layouts up to 1: start the version that wrote it, or a later one");
    deleteAll();
    disk.open();
  }

  @Test
  void journalWithoutRows_isRefused() throws Exception {
    disk.count(CHECKOUT, 1);
    disk.abandon();
    TestFolders.delete(folder.resolve("rows"));
    assertThatThrownBy(() -> disk.open())
        .isInstanceOf(StoreException.class)
        .hasMessage("the store in " + folder
            + " has a journal but no rows: restore a backup, or move the folder away");
    deleteAll();
    disk.open();
  }

  @Test
  void rowsWithoutJournal_areRefusedEvenBeforeTheFirstChunk() throws Exception {
    disk.count(CHECKOUT, 1);
    disk.abandon();
    TestFolders.delete(folder.resolve("journal"));
    assertThatThrownBy(() -> disk.open())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged journal: ")
        .hasMessageContaining("the folder is missing");
    deleteAll();
    disk.open();
  }

  @Test
  void tornTail_isCutOff() throws Exception {
    disk.count(CHECKOUT, 3);
    disk.abandon();
    Path last = journalFiles().get(journalFiles().size() - 1);
    Files.write(last, new byte[] {0, 0, 1, 0, 7, 7, 7}, StandardOpenOption.APPEND);
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 3L));
  }

  @Test
  void flippedByte_isRefusedWithWhatToDo() throws Exception {
    disk.count(CHECKOUT, 3);
    disk.count(CHECKOUT, 4);
    disk.abandon();
    Path file = journalFiles().get(0);
    byte[] bytes = Files.readAllBytes(file);
    int at = 32 + 8 + 8 + 1;
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> disk.open())
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("cannot open the store in " + folder + ": damaged journal: " + file)
        .hasMessageContaining("restore a backup, or move all files out of ");
    bytes[at] ^= 1;
    Files.write(file, bytes);
    disk.open().seal();
    assertThat(disk.calls()).isEqualTo(Map.of(CHECKOUT, 7L));
  }

  private void refused(Runnable change, String message) throws Exception {
    StoreConfig.Tier[] before = disk.retention;
    disk.close();
    change.run();
    assertThatThrownBy(() -> disk.open())
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(message);
    disk.retention = before;
    disk.open();
  }

  private List<Path> journalFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("journal-"))
          .sorted()
          .toList();
    }
  }

  private void deleteAll() throws IOException {
    for (String name : List.of("rows", "journal")) {
      TestFolders.delete(folder.resolve(name));
    }
  }
}
