// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.storage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.aggregator.store.Stores;
import io.redstart.config.SettingsReader;
import io.redstart.config.StoreConfig;
import io.redstart.deploy.storage.StoreCommands.Arguments;
import io.redstart.deploy.storage.StoreCommands.Kind;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.BatchReader;
import io.redstart.wire.BatchWriter;
import io.redstart.wire.LabelSets;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreCommandsTest {
  private static final CellLayout LAYOUT = CellLayout.of(1_000_000, 10_000_000);
  private static final long CACHE_BYTES = 4 << 20;
  private static final Arguments NONE = new Arguments("", false, false, false);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder;

  private Path store;
  private boolean inMemory;

  @BeforeEach
  void countTwoOperations() throws Exception {
    store = folder.resolve("store");
    count("pay", "refund");
  }

  @Test
  void info_showsWhatIsInTheStore() throws Exception {
    assertThat(run(Kind.INFO, NONE)).isZero();
    assertThat(out.toString()).contains("label sets       2, active in the last hour 2");
    assertThat(out.toString()).doesNotContain("in use");
  }

  @Test
  void info_ofAStoreInUse_saysSo() throws Exception {
    RowStore open = stores(store).openNow();
    assertThat(run(Kind.INFO, NONE)).isZero();
    close(open);
    assertThat(out.toString()).contains("in use");
  }

  @Test
  void info_withoutAStore_isAFailure() {
    store = folder.resolve("nothing");
    assertThat(run(Kind.INFO, NONE)).isEqualTo(1);
    assertThat(err.toString()).contains(store.toString());
  }

  @Test
  void check_passesASoundStore() {
    assertThat(run(Kind.CHECK, NONE)).isZero();
    assertThat(out.toString()).contains("sound: 2 label sets");
  }

  @Test
  void check_findsAFlippedByte() throws Exception {
    Path table;
    try (var files = Files.list(store.resolve("rows"))) {
      table = files
          .filter(file -> file.toString().endsWith(".sst"))
          .max((one, other) -> Long.compare(size(one), size(other)))
          .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[10] ^= 0x40;
    Files.write(table, bytes);
    assertThat(run(Kind.CHECK, NONE)).isEqualTo(1);
    assertThat(out.toString()).contains("problem: ").contains("not sound");
  }

  @Test
  void backup_ofAStoreInUse_holdsWhatWasAcknowledgedAndOpensByItself() throws Exception {
    RowStore open = stores(store).openNow();
    // Not in a chunk yet, so in the journal of the backup.
    count(open, "ship");
    Path backup = folder.resolve("backup");
    Thread upkeep = new Thread(() -> tidyUntil(open, backup));
    upkeep.start();
    assertThat(run(Kind.BACKUP, with(backup.toString()))).as(err.toString()).isZero();
    upkeep.join(10_000);
    close(open);
    store = backup;
    assertThat(run(Kind.CHECK, NONE)).as(out.toString()).isZero();
    RowStore copy = stores(backup).openNow();
    assertThat(copy.stats().labelSets()).isEqualTo(3);
    close(copy);
  }

  @Test
  void restore_refusesAFolderWithAStore_unlessForced() throws Exception {
    Path backup = folder.resolve("backup");
    assertThat(run(Kind.BACKUP, with(backup.toString()))).as(err.toString()).isZero();
    count("ship");
    assertThat(run(Kind.RESTORE, with(backup.toString()))).isEqualTo(1);
    assertThat(err.toString()).contains("--force");
    assertThat(run(Kind.RESTORE, new Arguments(backup.toString(), true, false, false)))
        .isZero();
    RowStore restored = stores(store).openNow();
    assertThat(restored.stats().labelSets()).isEqualTo(2);
    close(restored);
  }

  @Test
  void delete_removesLabelSetsForGood() throws Exception {
    String selector = "{span_name=~\"re.*\"}";
    assertThat(run(Kind.DELETE, new Arguments(selector, false, false, true))).isZero();
    assertThat(out.toString()).contains("1 of 2 label sets match");
    assertThat(run(Kind.DELETE, with(selector))).isEqualTo(2);
    assertThat(err.toString()).contains("--yes");
    assertThat(run(Kind.DELETE, new Arguments(selector, false, true, false)))
        .as(err.toString())
        .isZero();
    assertThat(run(Kind.CHECK, NONE)).as(out.toString()).isZero();
    RowStore open = stores(store).openNow();
    assertThat(open.stats().labelSets()).isEqualTo(1);
    close(open);
  }

  @Test
  void delete_takesSelectorsOfLabelSetsOnly() {
    for (String wrong : List.of("calls_total{a=\"b\"}", "1 + 1", "{a=\"b\"")) {
      assertThat(run(Kind.DELETE, new Arguments(wrong, false, true, false))).isEqualTo(2);
    }
  }

  @Test
  void compact_keepsTheLabelSets() throws Exception {
    assertThat(run(Kind.COMPACT, NONE)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("compacted: ");
    assertThat(run(Kind.CHECK, NONE)).as(out.toString()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void storeInMemory_hasNoCommands(Kind kind) {
    inMemory = true;
    assertThat(run(kind, with(folder.resolve("other").toString()))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("store.in_memory is true, so there is no store on disk: set it to false for"
            + " commands on the one in " + store + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  private static Arguments with(String argument) {
    return new Arguments(argument, false, false, false);
  }

  private int run(Kind kind, Arguments arguments) {
    Stores stores = stores(store, inMemory);
    return new StoreCommands(stores, new PrintWriter(out), new PrintWriter(err), null)
        .run(kind, arguments);
  }

  private static Stores stores(Path path) {
    return stores(path, false);
  }

  private static Stores stores(Path path, boolean inMemory) {
    StoreConfig defaults = SettingsReader.defaults(StoreConfig.class);
    StoreConfig config = new StoreConfig(path.toString(), defaults.retention(), inMemory, 0);
    return new Stores(
        1,
        config,
        LAYOUT,
        InstantSource.system(),
        System::nanoTime,
        5,
        new MemoryBudget("store", 64 << 20),
        CACHE_BYTES,
        null);
  }

  private void count(String... operations) throws Exception {
    RowStore open = stores(store).openNow();
    count(open, operations);
    close(open);
  }

  private static void count(RowStore open, String... operations) throws Exception {
    StoreShard shard = open.shards().get(0);
    UUID channel = UUID.randomUUID();
    get(shard.open(channel));
    BatchWriter writer = new BatchWriter().begin(channel, 1, 0, LAYOUT);
    for (String operation : operations) {
      Increment increment = new Increment();
      increment.record(LAYOUT.cellOf(2_000_000), Weight.ONE, Weight.times(2_000_000, Weight.ONE));
      byte[] labels = LabelSets.encode(Labels.of("span_name", operation));
      writer.add(Metric.SPANS, LabelSets.hash(labels, 0, labels.length), labels, increment);
    }
    BatchReader batch = new BatchReader(writer.toFrame(), LAYOUT);
    batch.check();
    get(shard.commit(batch));
  }

  /** Does the upkeep of a store without a thread, which answers requests for backups. */
  private static void tidyUntil(RowStore open, Path exists) {
    while (!Files.exists(exists.resolve("rows"))) {
      open.tidy();
      Thread.onSpinWait();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void close(RowStore open) throws Exception {
    get(open.close());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
