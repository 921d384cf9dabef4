// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLock;
import io.redstart.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreBackupTest {
  @TempDir
  private Path folder;

  private final FakeClock clock = FakeClock.at(3_600_000_000L);

  /** Makes a backup while the store goes on and counts. */
  private static void backUp(TestStore live, Path target, Map<Labels, Long> counted)
      throws Exception {
    live.backUp(target, () -> {
      counted.merge(TestStore.operation(0), 1L, Long::sum);
      live.count(TestStore.operation(0), 1);
      live.store().tidy();
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void running_holdsAllThatWasAcknowledgedBefore(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Map<Labels, Long> acknowledged = new TreeMap<>();
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      for (int backup = 0; backup < 6; backup++) {
        for (int i = random.nextInt(40); i >= 0; i--) {
          Labels labels = TestStore.operation(random.nextInt(8));
          int calls = 1 + random.nextInt(5);
          live.count(labels, calls);
          acknowledged.merge(labels, (long) calls, Long::sum);
          clock.advance(random.nextInt(120_000));
          if (random.nextInt(4) == 0) {
            live.store().tidy();
          }
        }
        Path target = folder.resolve("backup-" + backup);
        Map<Labels, Long> counted = new TreeMap<>(acknowledged);
        backUp(live, target, counted);
        assertThat(live.files().backupStaged().folder()).doesNotExist();
        requireBetween(target, acknowledged, counted, "seed " + seed + ", backup " + backup);
        acknowledged = counted;
      }
    }
  }

  private void requireBetween(
      Path target, Map<Labels, Long> least, Map<Labels, Long> most, String text) throws Exception {
    StoreCheck.Result checked = StoreCheck.of(new StoreFiles(target), Progress.SILENT);
    assertThat(checked.problems()).as(text).isEmpty();
    try (TestStore copy = TestStore.open(target, FakeClock.at(clock.millis()))) {
      Map<Labels, Long> totals = copy.totals();
      assertThat(totals.keySet()).as(text).containsAll(least.keySet());
      totals.forEach((labels, calls) -> assertThat(calls)
          .as("%s, %s", text, labels)
          .isBetween(least.getOrDefault(labels, 0L), most.get(labels)));
    }
  }

  @Test
  void running_copyIsIndependent() throws Exception {
    Path target = folder.resolve("backup");
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      live.live(700_000, 2);
      backUp(live, target, new TreeMap<>());
      Map<Labels, Long> copied;
      try (TestStore copy = TestStore.open(target, FakeClock.at(clock.millis()))) {
        assertThat(copy.store().id()).isEqualTo(live.store().id());
        copied = copy.totals();
        copy.count(TestStore.operation(1), 1000);
      }
      assertThat(live.totals().get(TestStore.operation(1)))
          .isEqualTo(copied.get(TestStore.operation(1)));
    }
    StoreFiles original = new StoreFiles(folder.resolve("live"));
    assertThat(StoreCheck.of(original, Progress.SILENT).problems()).isEmpty();
  }

  @Test
  void stopped_isCopied() throws Exception {
    try (TestStore store = TestStore.open(folder.resolve("stopped"), clock)) {
      store.count(TestStore.operation(1), 7);
    }
    Path target = folder.resolve("backup");
    new StoreBackup(new StoreFiles(folder.resolve("stopped")), Progress.SILENT).to(target);
    try (TestStore copy = TestStore.open(target, clock)) {
      assertThat(copy.totals()).containsExactly(Map.entry(TestStore.operation(1), 7L));
    }
  }

  @Test
  void unusableTarget_isRefused() throws Exception {
    TestStore.open(folder.resolve("stopped"), clock).close();
    StoreBackup backup =
        new StoreBackup(new StoreFiles(folder.resolve("stopped")), Progress.SILENT);
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> backup.to(folder.resolve("stopped")))
        .withMessageContaining("exists already");
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> backup.to(folder.resolve("nowhere").resolve("backup")))
        .withMessageContaining("there is no folder");
  }

  @Test
  void secondCommand_isRefused() throws Exception {
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      StoreLock first = StoreLock.takeForBackup(live.files().folder());
      try (first) {
        assertThatExceptionOfType(StoreException.class)
            .isThrownBy(
                () -> new StoreBackup(live.files(), Progress.SILENT).to(folder.resolve("backup")))
            .withMessageContaining("another backup");
      }
    }
  }

  @Test
  void abandonedRequest_isForgotten() throws Exception {
    try (TestStore live = TestStore.open(folder.resolve("live"), clock)) {
      Files.writeString(live.files().backupRequest(), "1\n");
      Files.createDirectories(live.files().backupStaged().rows());
      live.store().tidy();
      assertThat(live.files().backupRequest()).doesNotExist();
      assertThat(live.files().backupStaged().folder()).doesNotExist();
      assertThat(live.files().backupAnswer()).doesNotExist();
    }
  }

  @Test
  void processThatEnded_isNotWaitedFor() throws Exception {
    TestStore.open(folder.resolve("store"), clock).close();
    StoreFiles files = new StoreFiles(folder.resolve("store"));
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
      try {
        StagedCopy.of(files).close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> waiting.get(20, SECONDS))
        .withMessageContaining("ended before it made a copy");
    assertThat(files.backupRequest()).doesNotExist();
  }
}
