// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.wire.FoldReply;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.FoldRequest.Function;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.WireWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds the rows of one label set after another to a part of a {@link FoldReply}. All label sets of a
 * part are in the same group and have their first sample at the same time, or before all steps.
 *
 * <pre>
 *   folder.begin(life);
 *   folder.addRow(…) for each row     calls and sum
 *   folder.endRows(base)
 *   folder.addCell(…) for each cell of each row, if {@link #wantsCells}
 *   folder.end(baseCells)
 *   … the next label set …
 *   folder.writePart(…)
 * </pre>
 *
 * <p>Allocates nothing by row or cell. Used by one thread.
 */
public final class LabelSetFolder {
  private final FoldGrid grid;
  private final Extrapolation extrapolation;
  private final Measure measure;
  private final Function function;
  private final RowSegments rows;
  private final NumberSums own;
  private final NumberSums sums;
  private final @Nullable CellFolder cells;
  private final Corrections corrections = new Corrections();
  private long[] calls = new long[64];
  private long[] sumHighs = new long[64];
  private long[] sumLows = new long[64];
  private Life life = new Life(0, 0);
  private int series;
  /** The segment of the last row that was added up at once. */
  private int segment;

  /**
   * Makes a folder with an empty part.
   *
   * @param layout the layout of all cells
   */
  public LabelSetFolder(FoldGrid grid, FoldRequest request, CellLayout layout) {
    this.grid = grid;
    this.extrapolation = new Extrapolation(grid);
    this.measure = request.measure();
    this.function = request.function();
    this.rows = new RowSegments(grid);
    this.own = new NumberSums(grid.cutCount());
    this.sums = new NumberSums(grid.cutCount());
    this.cells = wantsCells()
        ? new CellFolder(grid, extrapolation, measure, function, layout, rows, corrections)
        : null;
  }

  /** Returns how many cells a measure has; 1 for numbers. */
  public static int cellCount(Measure measure, CellLayout layout) {
    return switch (measure) {
      case CALLS, SUM -> 1;
      case CELLS -> layout.size();
      case BUCKETS -> layout.boundCount() + 1;
    };
  }

  /** Returns whether the cells of rows are needed. */
  public boolean wantsCells() {
    return measure == Measure.CELLS || measure == Measure.BUCKETS;
  }

  /** Begins a label set. */
  public void begin(Life of) {
    life = of;
    own.clear();
    segment = 0;
    rows.begin(of.birthMillis());
    if (cells != null) {
      cells.begin();
    }
  }

  /**
   * Adds the head of a row, in the order of stamps. Rows with the same stamp are one row.
   *
   * @param rowMillis the length of its window
   * @return the number of the row, for {@link #addCell}; without cells the number means nothing
   */
  public int addRow(long stampMillis, long rowMillis, long rowCalls, long sumHigh, long sumLow) {
    if (cells == null && rowMillis <= grid.windowMillis()) {
      // In one segment, and the only row with this stamp: nothing needs to be remembered.
      segment = grid.segmentOf(stampMillis, segment);
      addTo(segment, sumHigh, sumLow, rowCalls);
      return -1;
    }
    int before = rows.size();
    int row = rows.add(stampMillis, rowMillis);
    if (row == calls.length) {
      calls = Arrays.copyOf(calls, 2 * row);
      sumHighs = Arrays.copyOf(sumHighs, 2 * row);
      sumLows = Arrays.copyOf(sumLows, 2 * row);
    }
    if (row == before) {
      calls[row] = rowCalls;
      sumHighs[row] = sumHigh;
      sumLows[row] = sumLow;
      return row;
    }
    calls[row] = Weight.add(calls[row], rowCalls);
    long low = sumLows[row] + sumLow;
    sumHighs[row] += sumHigh + (Long.compareUnsigned(low, sumLow) < 0 ? 1 : 0);
    sumLows[row] = low;
    return row;
  }

  /** Ends the heads; the label set counts from here on. */
  public void endRows(Increment base, BaseCells baseCells) {
    series++;
    addTo(0, base.sumHigh(), base.sumLow(), base.calls());
    for (int row = 0; row < rows.size(); row++) {
      addHead(row);
    }
    if (cells != null) {
      own.accumulate();
      cells.endRows(base, baseCells, life, own);
      return;
    }
    sums.add(own);
    own.accumulate();
    if (function == Function.INCREASE) {
      correctNumbers();
    }
  }

  private void addTo(int of, long sumHigh, long sumLow, long rowCalls) {
    if (of < grid.cutCount()) {
      boolean isSum = measure == Measure.SUM;
      own.add(of, isSum ? sumHigh : 0, isSum ? sumLow : rowCalls);
    }
  }

  private void addHead(int row) {
    if (rows.segment(row) != RowSegments.CUT) {
      addTo(rows.segment(row), sumHighs[row], sumLows[row], calls[row]);
      return;
    }
    boolean isSum = measure == Measure.SUM;
    long high = isSum ? sumHighs[row] : 0;
    long low = isSum ? sumLows[row] : calls[row];
    int windows = rows.windows(row);
    long doneHigh = 0;
    long doneLow = 0;
    int done = 0;
    for (int cut = rows.first(row); done < windows && cut < grid.cutCount(); cut++) {
      done = rows.windowsThrough(row, cut);
      long partHigh = Shares.high(high, low, done, windows);
      long partLow = Shares.low(high, low, done, windows);
      long borrow = Long.compareUnsigned(partLow, doneLow) < 0 ? 1 : 0;
      own.add(cut, partHigh - doneHigh - borrow, partLow - doneLow);
      doneHigh = partHigh;
      doneLow = partLow;
    }
  }

  private void correctNumbers() {
    double unit = measure == Measure.SUM ? 1 : Weight.ONE;
    for (int step = 0; step < grid.stepCount(); step++) {
      if (!life.isCappedAt(grid, step)) {
        continue;
      }
      int first = grid.first(step);
      int last = grid.last(step);
      double increase =
          Increment.toDouble(own.differenceHigh(first, last), own.differenceLow(first, last));
      if (increase > 0) {
        double before = Increment.toDouble(own.high(first), own.low(first));
        double share = life.startShare(grid, extrapolation, step);
        double correction = Life.correction(life.isLateAt(grid, step), before, increase, share);
        if (correction != 0) {
          corrections.add(step, 0, correction / unit);
        }
      }
    }
  }

  /** Adds a cell of a row. */
  public void addCell(int row, int cell, long count) {
    cells().addCell(row, cell, count);
  }

  private CellFolder cells() {
    if (cells == null) {
      throw new IllegalStateException("cells of " + measure);
    }
    return cells;
  }

  /**
   * Adds cells of several rows, as chunks hold them.
   *
   * @param numbers from {@code offset} on, by row: the number that {@link #addRow} returned, −1 for
   *     rows that do not count
   * @param rowCount how many rows there are
   * @param keys by cell: the row in the lower 16 bits, the cell in the upper ones
   * @param counts by cell: its count
   * @param size how many cells there are
   */
  public void addCells(
      int[] numbers, int offset, int rowCount, int[] keys, long[] counts, int size) {
    cells().addCells(numbers, offset, rowCount, keys, counts, size);
  }

  /** Returns whether single calls can be appended to {@link #notes}. */
  public boolean takesNotes() {
    return cells().takesNotes();
  }

  /** Returns a quicker way to add cells. */
  public CallNotes notes() {
    return cells();
  }

  /**
   * Returns the keys of rows for {@link #notes}, −1 for rows whose calls must not be appended; valid
   * until the next call.
   *
   * @param numbers see {@link #addCells}
   */
  public int[] rowKeys(int[] numbers, int offset, int rowCount) {
    return cells().rowKeys(numbers, offset, rowCount);
  }

  /** Ends the label set. */
  public void end(BaseCells baseCells) {
    if (cells != null) {
      cells.end(baseCells, life, own);
    }
  }

  /** Returns how many label sets the part has. */
  public int series() {
    return series;
  }

  /** Returns about how much memory the part uses. */
  public long usedBytes() {
    return (cells == null ? 0 : cells.usedBytes())
        + (long) corrections.size() * Corrections.sizeBytes();
  }

  /** Writes the part, if it has label sets, and begins an empty one. */
  public void writePart(byte[] group, long zeroMillis, FoldReply.Writer page) {
    if (series == 0) {
      return;
    }
    WireWriter out = page.part(group, zeroMillis, series);
    if (cells == null) {
      sums.writeTo(out);
      sums.clear();
    } else {
      cells.writeTo(out);
    }
    corrections.writeTo(out);
    corrections.clear();
    series = 0;
  }
}
