// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import java.util.Arrays;

/**
 * Collects the counts of one label set from all stores: the sum of their bases, and all rows in the
 * order of arrival, where a window can have several rows.
 *
 * <pre>
 *   from 12:00:00, two stores:
 *     base     calls 7, cells …                     (counted until 12:00:00, by both)
 *     stamps   [12:00:05  12:00:15  12:00:15]       (the label set moved in the window of :15)
 *     calls    [2         1         4]
 *     offsets  [0         2         3         5]
 *     cells    [1783 1985 | 1783 | 1783 1990]
 *     counts   [1    1    | 1    | 1    3]
 * </pre>
 *
 * <p>It only adds up increments. They are accumulated over time after the rows of all stores have
 * arrived.
 */
public final class LabelSetRows {
  private static final long[] NO_LONGS = {};
  private static final int[] NO_INTS = {};
  private static final int[] NO_OFFSETS = {0};

  /** The size of this object and its base. */
  private static final int EMPTY_BYTES = 80 + 48;

  /** The headers of the five arrays that have an element for each row. */
  private static final int ROWS_BYTES = 5 * Footprint.ARRAY;

  /** One element of each of these five arrays. */
  private static final int ROW_BYTES = 4 * 8 + 4;

  /** The headers of the two arrays that have an element for each cell of a row. */
  private static final int ENTRIES_BYTES = 2 * Footprint.ARRAY;

  /** One element of each of these two arrays. */
  private static final int ENTRY_BYTES = 4 + 8;

  private final Labels labels;
  private final Increment base = new Increment();
  private long birthMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private long lostThroughMillis = Long.MIN_VALUE;
  private int rows;
  private long[] stamps = NO_LONGS;
  private long[] calls = NO_LONGS;
  private long[] sumHighs = NO_LONGS;
  private long[] sumLows = NO_LONGS;
  private int[] offsets = NO_OFFSETS;
  private int[] cells = NO_INTS;
  private long[] counts = NO_LONGS;

  LabelSetRows(Labels labels) {
    this.labels = labels;
  }

  /** Records when a store first counted the label set. */
  void bornAt(long millis) {
    birthMillis = Math.min(birthMillis, millis);
  }

  /** Records when a store last counted the label set, up to the end of the request. */
  void lastCountedAt(long millis) {
    lastMillis = Math.max(lastMillis, millis);
  }

  /** Records that a store has forgotten the rows up to a stamp and knows only their sum. */
  void lostThrough(long millis) {
    lostThroughMillis = Math.max(lostThroughMillis, millis);
  }

  /** Adds one store's base. */
  void addBase(Increment increment, CellLayout of, CellLayout layout) {
    base.addCalls(increment.calls());
    base.addSum(increment.sumHigh(), increment.sumLow());
    for (int i = 0; i < increment.cellCount(); i++) {
      base.addCell(layout.cellFrom(of, increment.cell(i)), increment.count(i));
    }
  }

  /** Adds one store's row, converting its cells from layout {@code of} to {@code layout}. */
  void addRow(long stampMillis, Increment increment, CellLayout of, CellLayout layout) {
    if (rows == stamps.length) {
      growRows();
    }
    int entry = offsets[rows];
    growEntries(entry + increment.cellCount());
    stamps[rows] = stampMillis;
    calls[rows] = increment.calls();
    sumHighs[rows] = increment.sumHigh();
    sumLows[rows] = increment.sumLow();
    for (int i = 0; i < increment.cellCount(); i++) {
      cells[entry + i] = layout.cellFrom(of, increment.cell(i));
      counts[entry + i] = increment.count(i);
    }
    rows++;
    offsets[rows] = entry + increment.cellCount();
  }

  private void growRows() {
    int capacity = Math.max(1, rows * 2);
    stamps = Arrays.copyOf(stamps, capacity);
    calls = Arrays.copyOf(calls, capacity);
    sumHighs = Arrays.copyOf(sumHighs, capacity);
    sumLows = Arrays.copyOf(sumLows, capacity);
    offsets = Arrays.copyOf(offsets, capacity + 1);
  }

  private void growEntries(int needed) {
    if (needed > cells.length) {
      int capacity = Math.max(needed, cells.length * 2);
      cells = Arrays.copyOf(cells, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  /** Returns the approximate memory of this object with its labels. */
  long sizeBytes() {
    return EMPTY_BYTES
        + Footprint.labels(labels)
        + (rows == 0 ? 0 : ROWS_BYTES + (long) ROW_BYTES * stamps.length)
        + (cells.length == 0 ? 0 : ENTRIES_BYTES + (long) ENTRY_BYTES * cells.length)
        + (base.cellCount() == 0 ? 0 : ENTRIES_BYTES + (long) ENTRY_BYTES * base.cellCount());
  }

  /** Returns the labels without the metric name. */
  public Labels labels() {
    return labels;
  }

  /** Returns the counts from before the first row. Callers must not change them. */
  public Increment base() {
    return base;
  }

  /**
   * Returns the time from which the label set's counters are known. This is one window before its
   * birth, where they are zero; or, if a store has forgotten later rows, the stamp of the last of
   * these.
   */
  long knownFromMillis(long windowMillis) {
    return Math.max(birthMillis - windowMillis, lostThroughMillis);
  }

  /** Returns whether some rows of the requested time are forgotten. */
  public boolean hasLostRows() {
    return lostThroughMillis != Long.MIN_VALUE;
  }

  /** Returns the stamp of the first window that counted the label set. */
  public long birthMillis() {
    return birthMillis;
  }

  /** Returns the stamp of the last window that counted the label set. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Returns the number of rows. */
  public int rowCount() {
    return rows;
  }

  /** Returns the end of a row's window, in epoch milliseconds. */
  public long stampMillis(int row) {
    return stamps[row];
  }

  /** Returns the calls of a row, in units of {@link io.redstart.model.Weight}. */
  public long calls(int row) {
    return calls[row];
  }

  /** Returns the upper half of a row's sum of durations. */
  public long sumHigh(int row) {
    return sumHighs[row];
  }

  /** Returns the lower half of a row's sum of durations. */
  public long sumLow(int row) {
    return sumLows[row];
  }

  /**
   * Returns the index of the first cell of a row; for {@link #rowCount}, the end of the last row.
   */
  public int offset(int row) {
    return offsets[row];
  }

  /** Returns the cell of an entry. */
  public int cell(int entry) {
    return cells[entry];
  }

  /** Returns the count of an entry's cell, in units of {@link io.redstart.model.Weight}. */
  public long count(int entry) {
    return counts[entry];
  }
}
