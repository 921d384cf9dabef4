// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Builds the {@link FineSeries} of one label set from its rows. Rows of the same window are added
 * up cell by cell; rows that the first sample includes become the base.
 */
final class FineSeriesBuilder {
  /** The size of a series without its cells and rows: the headers of the object and its arrays. */
  private static final int SERIES = 64 + 10 * Footprint.ARRAY + Footprint.LIST_ENTRY;

  /** The size of a cell: its bounds and base. */
  private static final int CELL = 3 * 8;

  private static final int ROW = 2 * 4;
  private static final int ENTRY = 4 + 8;

  /** The temporary memory of a row and of an entry; rows are sorted as objects. */
  private static final int SCRATCH_ROW = ROW + 2 * Footprint.OBJECT;

  private static final int SCRATCH_ENTRY = ENTRY;

  private final LabelSetRows rows;
  private final Counters counters;
  private final CellLayout layout;
  private final double unitNanos;
  private final QueryLimits limits;
  private final Increment scratch = new Increment();

  FineSeriesBuilder(
      LabelSetRows rows,
      Counters counters,
      CellLayout layout,
      double unitNanos,
      QueryLimits limits) {
    this.rows = rows;
    this.counters = counters;
    this.layout = layout;
    this.unitNanos = unitNanos;
    this.limits = limits;
  }

  /** Returns the series and charges its memory to the query. */
  FineSeries build(Labels labels) {
    long scratchBytes =
        SCRATCH_ROW * (long) rows.rowCount() + SCRATCH_ENTRY * (long) rows.offset(rows.rowCount());
    limits.hold(scratchBytes);
    FineSeries series = build(labels, touchedCells(), rowsByTime());
    limits.hold(sizeBytes(series));
    limits.release(scratchBytes);
    return series;
  }

  private static long sizeBytes(FineSeries series) {
    return SERIES
        + Footprint.labels(series.labels())
        + CELL * (long) series.cellCount()
        + ROW * (long) series.rowCount()
        + ENTRY * (long) series.rowOffset(series.rowCount());
  }

  private FineSeries build(Labels labels, int[] touched, int[] order) {
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
    double[] lower = new double[touched.length];
    double[] upper = new double[touched.length];
    double[] bases = new double[touched.length];
    for (int i = 0; i < touched.length; i++) {
      long lowerNanos = layout.lowerNanos(touched[i]);
      lower[i] = lowerNanos < 0 ? Double.NEGATIVE_INFINITY : lowerNanos / unitNanos;
      upper[i] = layout.upperNanos(touched[i]) / unitNanos;
    }
    for (int i = 0; i < base.cellCount(); i++) {
      bases[Arrays.binarySearch(touched, base.cell(i))] = Weight.toDouble(base.count(i));
    }
    return entries.toSeries(labels, counters.times(), lower, upper, bases);
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

    FineSeries toSeries(
        Labels labels, SampleTimes times, double[] lower, double[] upper, double[] base) {
      return new FineSeries(
          labels,
          times.stamps(),
          times.markers(),
          lower,
          upper,
          base,
          Arrays.copyOf(samples, size),
          Arrays.copyOf(offsets, size + 1),
          Arrays.copyOf(cells, offsets[size]),
          Arrays.copyOf(counts, offsets[size]));
    }
  }
}
