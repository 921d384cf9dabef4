// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import static io.redstart.aggregator.fixture.TestBatches.LAYOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.TestRows;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.LabelSetTable;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts rows of a shard and has them written to chunks: 5 s for hours, 1 min for days. */
final class TestChunks {
  static final long WINDOW = 5_000;
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final List<Tier> TIERS = List.of(
      new Tier(new TierGrid(WINDOW, HOUR), 6 * HOUR),
      new Tier(new TierGrid(MINUTE, 24 * HOUR), 360 * HOUR));

  private final AtomicInteger ids = new AtomicInteger();
  private final LabelSetTable table = new LabelSetTable(WINDOW, 5, ids::getAndIncrement);

  final CrashingKeyValues keyValues;
  final SealedRows sealed;

  TestChunks() {
    this(new CrashingKeyValues());
  }

  /** Opens chunks as the next process does, without what the last one had in memory. */
  TestChunks(CrashingKeyValues keyValues) {
    this(keyValues, TIERS);
  }

  TestChunks(CrashingKeyValues keyValues, List<Tier> tiers) {
    this.keyValues = keyValues;
    this.sealed = SealedRows.open(keyValues, tiers, LAYOUT, 0, () -> 0);
  }

  /** Counts calls of 10 ns, each with an exemplar of the trace that its stamp names. */
  void count(String labels, long stampMillis, int calls) {
    count(labels, stampMillis, target -> target.record(3, calls * Weight.ONE, 10L * calls));
  }

  void count(String labels, long stampMillis, Counted counted) {
    byte[] bytes = labels.getBytes(StandardCharsets.UTF_8);
    LabelSetRecord record = table.findOrAdd(Metric.SPANS, bytes, 0, bytes.length, stampMillis);
    table.count(record, stampMillis, new LabelSetTable.Value() {
      @Override
      public void addTo(Increment target) {
        counted.addTo(target);
      }

      @Override
      public boolean hasExemplars() {
        return true;
      }

      @Override
      public void exemplarsTo(Exemplars target) {
        target.offer(0, stampMillis, 1, 10, false);
      }
    });
  }

  /** What a window counted. */
  @FunctionalInterface
  interface Counted {
    void addTo(Increment target);
  }

  /** Writes chunks through a stamp, and lets the table forget what is in them. */
  void writeThrough(long stampMillis) {
    sealed.writeChunks(List.of(table.view()), stampMillis, 1, ids.get(), new WriteBatch());
    table.moveThrough(stampMillis, 0, table.size());
  }

  /** Returns the whole calls of a label set by stamp, of windows of 5 s. */
  Map<Long, Long> fineRows(int id) {
    return rows(id, SealedView.Parts.HEADS, false);
  }

  /** Returns the whole calls of a label set by stamp, of windows of 1 min where there are some. */
  Map<Long, Long> coarseRows(int id) {
    return rows(id, SealedView.Parts.HEADS, true);
  }

  /** Returns the number of bytes of the exemplars of each row of a label set that has some. */
  Map<Long, Long> exemplars(int id) {
    return rows(id, SealedView.Parts.EXEMPLARS, false);
  }

  private Map<Long, Long> rows(int id, SealedView.Parts parts, boolean isCoarse) {
    Map<Long, Long> rows = new TreeMap<>();
    try (SealedView view = sealed.view()) {
      long throughMillis = view.throughMillis();
      view.range(0, throughMillis, parts, window -> isCoarse ? throughMillis : 0)
          .read(
              id,
              throughMillis,
              new Increment(),
              new Increment(),
              (stamp, row, bytes, offset, length) -> rows.put(
                  stamp, parts == SealedView.Parts.EXEMPLARS ? length : TestRows.calls(row)));
    }
    return rows;
  }

  /** Returns how many chunks of a label set a family has. */
  int chunks(int tier, long family, int id) {
    String prefix = SealedKeys.family(TIERS.get(tier).grid(), family)
        + ' '
        + "%02x%08x".formatted(SealedKeys.PART_HEADS, id);
    return (int) keyValues.contents().keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .count();
  }

  /** Returns the total of a label set through its families that are rolled up. */
  CellTotal total(int id) {
    return cellTotal(SealedKeys.CELLS, SealedKeys.id(id));
  }

  /** Returns the total of a label set before a family, as the family keeps it. */
  CellTotal base(int tier, long family, int id) {
    return cellTotal(
        SealedKeys.family(TIERS.get(tier).grid(), family),
        SealedKeys.row(SealedKeys.PART_BASE, id, 0));
  }

  private CellTotal cellTotal(String family, byte[] key) {
    try (KeyValuesView view = keyValues.view()) {
      byte[] bytes = view.get(family, key);
      assertThat(bytes).isNotNull();
      return CellTotal.from(bytes);
    }
  }
}
