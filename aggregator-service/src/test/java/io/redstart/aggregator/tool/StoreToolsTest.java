// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks, deletes from, compacts and restores stores that have rolled up and dropped windows. */
class StoreToolsTest {
  private static final long THREE_HOURS = 3 * 3_600_000L;

  @TempDir
  private Path folder;

  private final FakeClock clock = FakeClock.at(3_600_000_000L);

  /** A process that was killed after three hours: rows in both tiers and in the journal. */
  private StoreFiles killed(Map<Labels, Long> expected) throws Exception {
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      live.live(THREE_HOURS, 3);
      live.count(TestStore.operation(1), 5);
      StoreFiles copy = live.copyAsKilled(folder.resolve("killed"));
      expected.putAll(live.totals());
      return copy;
    }
  }

  private static List<StoreProblem> problems(StoreFiles files) throws IOException {
    return StoreCheck.of(files, Progress.SILENT).problems();
  }

  private void change(StoreFiles files, String family, byte[] key, byte[] value) {
    try (RocksKeyValues rows = RocksKeyValues.open(files.rows(), 4 << 20)) {
      rows.write(new WriteBatch().put(family, key, value));
      rows.flush();
    }
  }

  private static byte[] valueOf(StoreFiles files, String family, byte[] key) {
    try (RocksKeyValues rows = RocksKeyValues.open(files.rows(), 4 << 20);
        KeyValuesView view = rows.view()) {
      return view.get(family, key);
    }
  }

  @Test
  void check_addsUpBothTiersOfAKilledStore_andChangesNothing() throws Exception {
    Map<Labels, Long> expected = new TreeMap<>();
    StoreFiles files = killed(expected);
    List<String> before = listing(files.folder());
    StoreCheck.Result result = StoreCheck.of(files, Progress.SILENT);
    assertThat(result.problems()).isEmpty();
    assertThat(result.labelSets()).isEqualTo(3);
    assertThat(result.commits()).isPositive();
    assertThat(listing(files.folder())).isEqualTo(before);
  }

  /** Names, sizes and contents of all files but the lock. */
  private static List<String> listing(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("lock"))
          .sorted()
          .map(StoreToolsTest::describe)
          .toList();
    }
  }

  private static String describe(Path file) {
    try {
      return file + " " + Arrays.hashCode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void check_findsATotalThatRowsDoNotLeadTo() throws Exception {
    StoreFiles files = killed(new TreeMap<>());
    byte[] total = valueOf(files, "totals", new byte[] {0, 0, 0, 0});
    assertThat(total).isNotNull();
    // Moves the stamp of the last row by 16 s.
    total[6] ^= 0x40;
    change(files, "totals", new byte[] {0, 0, 0, 0}, total);
    assertThat(problems(files))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.what()).contains("label set 0 has its last row at"));
  }

  @Test
  void check_findsAChunkThatIsMissing() throws Exception {
    StoreFiles files = killed(new TreeMap<>());
    try (RocksKeyValues rows = RocksKeyValues.open(files.rows(), 4 << 20)) {
      String family = rows.families().stream()
          .filter(name -> name.startsWith("r5000-"))
          .sorted()
          .findFirst()
          .orElseThrow();
      byte[] second;
      try (KeyValuesView view = rows.view()) {
        KeyValuesCursor cursor = view.cursor(family);
        cursor.seek(new byte[] {1, 0, 0, 0, 1});
        cursor.next();
        second = cursor.key();
      }
      assertThat(second).startsWith(1, 0, 0, 0, 1);
      rows.write(new WriteBatch().delete(family, second));
      rows.flush();
    }
    assertThat(problems(files))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.what()).contains("label set 1"));
  }

  @Test
  void check_findsAFlippedByteOfTheJournal() throws Exception {
    StoreFiles files = killed(new TreeMap<>());
    Path file;
    try (Stream<Path> logs = Files.list(files.journal())) {
      file = logs.filter(log -> log.toString().endsWith(".log")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[60] ^= 1;
    Files.write(file, bytes);
    assertThat(problems(files)).singleElement().satisfies(problem -> {
      assertThat(problem.what()).contains("damaged journal", file.toString());
      assertThat(problem.remedy()).contains("restore a backup");
    });
  }

  @Test
  void delete_isFinal_alsoForWhatWasInTheJournal() throws Exception {
    Map<Labels, Long> expected = new TreeMap<>();
    StoreFiles files = killed(expected);
    LabelMatcher matcher = LabelMatcher.of("span_name", LabelMatcher.Op.MATCHES, "GET /user/[12]");
    StoreDeletion deletion = new StoreDeletion(List.of(matcher), Progress.SILENT);
    StoreDeletion.Found found =
        deletion.run(TestStore.stores(files.folder(), clock), looked -> true);
    assertThat(found.labelSets()).isEqualTo(2);
    assertThat(found.labelSetsInAll()).isEqualTo(3);
    assertThat(found.sizeBytes()).isPositive();
    assertThat(problems(files)).isEmpty();
    try (TestStore opened = TestStore.open(files.folder(), clock)) {
      assertThat(opened.totals())
          .containsExactly(Map.entry(TestStore.operation(0), expected.get(TestStore.operation(0))));
      opened.count(TestStore.operation(1), 2);
      assertThat(opened.totals()).containsEntry(TestStore.operation(1), 2L);
    }
    assertThat(problems(files)).isEmpty();
  }

  @Test
  void delete_withoutConfirmation_deletesNothing() throws Exception {
    Map<Labels, Long> expected = new TreeMap<>();
    StoreFiles files = killed(expected);
    new StoreDeletion(List.of(LabelMatcher.equal("service_name", "shop")), Progress.SILENT)
        .run(TestStore.stores(files.folder(), clock), looked -> false);
    try (TestStore opened = TestStore.open(files.folder(), clock)) {
      assertThat(opened.totals()).isEqualTo(expected);
    }
  }

  @Test
  void compact_keepsEveryCount() throws Exception {
    Map<Labels, Long> expected = new TreeMap<>();
    StoreFiles files = killed(expected);
    StoreCompaction.Result result =
        StoreCompaction.run(TestStore.stores(files.folder(), clock), Progress.SILENT);
    assertThat(result.afterBytes()).isPositive().isLessThan(result.beforeBytes());
    assertThat(problems(files)).isEmpty();
    try (TestStore opened = TestStore.open(files.folder(), clock)) {
      assertThat(opened.totals()).isEqualTo(expected);
    }
  }

  @Test
  void change_ofAStoreInUse_isRefused() throws Exception {
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() ->
              StoreCompaction.run(TestStore.stores(live.files().folder(), clock), Progress.SILENT))
          .withMessageContaining("is in use by process");
    }
  }

  @Test
  void restore_ofADamagedBackup_isRefused_andLeavesTheStore() throws Exception {
    StoreFiles backup = killed(new TreeMap<>());
    try (Stream<Path> logs = Files.list(backup.journal())) {
      Files.delete(
          logs.filter(log -> log.toString().endsWith(".log")).findFirst().orElseThrow());
    }
    StoreFiles target = new StoreFiles(folder.resolve("live"));
    List<String> before = listing(target.folder());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> new StoreRestore(backup, Progress.SILENT).to(target, true))
        .withMessageContaining("is not sound");
    assertThat(listing(target.folder())).isEqualTo(before);
  }

  @Test
  void restore_thatWasInterrupted_isNotOpenedAsAnEmptyStore() throws Exception {
    StoreFiles backup = killed(new TreeMap<>());
    StoreFiles target = new StoreFiles(folder.resolve("restored"));
    Files.createDirectories(target.folder());
    new FolderCopy(false, Progress.SILENT).copyParts(backup, target);
    Files.move(target.rows(), target.folder().resolve("rows.incomplete"));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> TestStore.open(target.folder(), clock))
        .withMessageContaining("has a journal but no rows");
  }

  /**
   * RocksDB flushes by itself when its memory is full, so a process that is killed while it writes
   * chunks can leave rows and totals that are ahead of the state.
   */
  @Test
  void chunkWithoutItsState_isCountedOnce() throws Exception {
    StoreFiles crashed;
    Map<Labels, Long> expected;
    byte[] state = "state".getBytes(StandardCharsets.US_ASCII);
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      live.live(300_000, 2);
      StoreFiles before = live.copyAsKilled(folder.resolve("before"));
      clock.advance(600_000);
      live.store().tidy();
      StoreFiles after = live.copyAsKilled(folder.resolve("after"));
      change(after, "default", state, valueOf(before, "default", state));
      crashed = new StoreFiles(folder.resolve("crashed"));
      Files.createDirectories(crashed.folder());
      Files.move(after.rows(), crashed.rows());
      Files.move(before.journal(), crashed.journal());
      expected = live.totals();
    }
    try (TestStore opened = TestStore.open(crashed.folder(), clock)) {
      assertThat(opened.totals()).isEqualTo(expected);
    }
    assertThat(problems(crashed)).isEmpty();
  }
}
