// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.FineBins;
import io.redstart.query.promql.value.FineColumn;
import io.redstart.query.promql.value.NativeColumn;
import io.redstart.query.promql.value.Series;
import io.redstart.spanmetrics.SpanMetricsConfig.Unit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Builds the {@link FineColumn} or {@link NativeColumn} of one label set from its rows. Rows of the
 * same window are added up cell by cell; rows that the first sample includes become the base.
 */
final class FineColumnBuilder {
  /** The size of a series without its cells and rows: the headers of objects and arrays. */
  private static final int SERIES = 128 + 12 * Footprint.ARRAY + Footprint.LIST_ENTRY;

  /** The size of a cell: its index, its base, and its counts at two samples. */
  private static final int CELL = 4 + 3 * 8;

  private static final int ROW = 2 * 4;
  private static final int ENTRY = 4 + 8;

  /** The temporary memory of a row and of an entry; rows are sorted as objects. */
  private static final int SCRATCH_ROW = ROW + 2 * Footprint.OBJECT;

  private static final int SCRATCH_ENTRY = ENTRY;

  private final LabelSetRows rows;
  private final Counters counters;
  private final CellLayout layout;
  private final FineBins bins;
  private final QueryLimits limits;
  private final Increment scratch = new Increment();

  FineColumnBuilder(
      LabelSetRows rows, Counters counters, CellLayout layout, FineBins bins, QueryLimits limits) {
    this.rows = rows;
    this.counters = counters;
    this.layout = layout;
    this.bins = bins;
    this.limits = limits;
  }

  /** Returns the series in fine bins and charges its memory to the query. */
  Series build(Labels labels) {
    return counters.times().toSeries(labels, column(labels, touchedCells()));
  }

  /**
   * Returns the series of native histograms and charges its memory to the query. A fine bin counts
   * in the bucket of its middle, which bounds the error by 0.93 %.
   */
  Series buildNative(Labels labels, Unit unit) {
    int[] touched = touchedCells();
    limits.hold(2 * Footprint.longs(counters.samples()) + 2 * Footprint.ints(touched.length));
    double[] values = new double[touched.length];
    for (int i = 0; i < touched.length; i++) {
      values[i] = layout.middleNanos(touched[i]) / unit.nanos();
    }
    return counters
        .times()
        .toSeries(
            labels,
            new NativeColumn(
                column(labels, touched), values, counters.calls(), counters.sums(unit.nanos())));
  }

  private FineColumn column(Labels labels, int[] touched) {
    long scratchBytes =
        SCRATCH_ROW * (long) rows.rowCount() + SCRATCH_ENTRY * (long) rows.offset(rows.rowCount());
    limits.hold(scratchBytes);
    FineColumn column = build(touched, rowsByTime());
    limits.hold(SERIES
        + Footprint.labels(labels)
        + CELL * (long) column.cellCount()
        + ROW * (long) column.rowCount()
        + ENTRY * (long) column.entryCount());
    limits.release(scratchBytes);
    limits.addSamples(column.cellCount() + column.entryCount());
    return column;
  }

  private FineColumn build(int[] touched, int[] order) {
    int first = 0;
    Increment base = new Increment();
    base.add(rows.base());
    while (first < order.length && counters.sampleOf(order[first]) == 0) {
      addCells(order[first++], base);
    }
    Entries entries = new Entries(order.length - first, rows.offset(rows.rowCount()));
    while (first < order.length) {
      limits.check(first);
      int sample = counters.sampleOf(order[first]);
      scratch.clear();
      while (first < order.length && counters.sampleOf(order[first]) == sample) {
        addCells(order[first++], scratch);
      }
      entries.add(sample, scratch, touched);
    }
    double[] bases = new double[touched.length];
    for (int i = 0; i < base.cellCount(); i++) {
      bases[Arrays.binarySearch(touched, base.cell(i))] = Weight.toDouble(base.count(i));
    }
    return entries.toColumn(bins, touched, bases);
  }

  private int[] touchedCells() {
    BitSet touched = new BitSet(layout.size());
    Increment base = rows.base();
    for (int i = 0; i < base.cellCount(); i++) {
      touched.set(base.cell(i));
    }
    for (int entry = 0; entry < rows.offset(rows.rowCount()); entry++) {
      limits.check(entry);
      touched.set(rows.cell(entry));
    }
    return touched.stream().toArray();
  }

  private int[] rowsByTime() {
    return IntStream.range(0, rows.rowCount())
        .boxed()
        .sorted(limits.checking(Comparator.comparingLong(rows::stampMillis)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void addCells(int row, Increment target) {
    for (int entry = rows.offset(row); entry < rows.offset(row + 1); entry++) {
      target.addCell(rows.cell(entry), rows.count(entry));
    }
  }

  /** Collects the rows of the series being built. */
  private static final class Entries {
    private final int[] samples;
    private final int[] offsets;
    private final int[] cells;
    private final double[] counts;
    private int size;

    Entries(int rowsMax, int entriesMax) {
      samples = new int[rowsMax];
      offsets = new int[rowsMax + 1];
      cells = new int[entriesMax];
      counts = new double[entriesMax];
    }

    void add(int sample, Increment row, int[] touched) {
      int at = offsets[size];
      samples[size] = sample;
      for (int i = 0; i < row.cellCount(); i++) {
        cells[at] = Arrays.binarySearch(touched, row.cell(i));
        counts[at++] = Weight.toDouble(row.count(i));
      }
      offsets[++size] = at;
    }

    FineColumn toColumn(FineBins bins, int[] touched, double[] base) {
      return new FineColumn(
          bins,
          touched,
          base,
          Arrays.copyOf(samples, size),
          Arrays.copyOf(offsets, size + 1),
          Arrays.copyOf(cells, offsets[size]),
          Arrays.copyOf(counts, offsets[size]));
    }
  }
}
