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
public final class LabelSetFolder implements CallNotes {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int NO_SEGMENT = Integer.MAX_VALUE;

  private final FoldGrid grid;
  private final Extrapolation extrapolation;
  private final Measure measure;
  private final Function function;
  private final CellLayout layout;
  private final RowSegments rows;
  private final NumberSums own;
  private final NumberSums sums;
  private final @Nullable CellSums cells;
  private final @Nullable CapFinder caps;
  private final Corrections corrections = new Corrections();
  private final Increment scratch = new Increment();
  private long[] calls = new long[64];
  private long[] sumHighs = new long[64];
  private long[] sumLows = new long[64];
  private Increment @Nullable [] cutRows;
  private int[] rowSegments = new int[128];
  private Life life = new Life(0, 0);
  private int series;
  private boolean hasBase;
  /** The first cell whose counts need not be kept for corrections. */
  private int keptBelow;

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
    this.layout = layout;
    this.rows = new RowSegments(grid);
    this.own = new NumberSums(grid.cutCount());
    this.sums = new NumberSums(grid.cutCount());
    int cellCount = cellCount(measure, layout);
    this.cells = wantsCells() ? new CellSums(grid.cutCount(), cellCount) : null;
    this.caps = wantsCells() ? new CapFinder(grid, extrapolation, cellCount) : null;
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
    rows.begin(of.birthMillis());
    if (caps != null) {
      caps.begin();
    }
  }

  /**
   * Adds the head of a row, in the order of stamps. Rows with the same stamp are one row.
   *
   * @param rowMillis the length of its window
   * @return the number of the row, for {@link #addCell}
   */
  public int addRow(long stampMillis, long rowMillis, long rowCalls, long sumHigh, long sumLow) {
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
    hasBase = !base.isEmpty();
    own.clear();
    if (measure == Measure.SUM) {
      own.add(0, base.sumHigh(), base.sumLow());
    } else {
      own.add(0, 0, base.calls());
    }
    for (int row = 0; row < rows.size(); row++) {
      addHead(row);
    }
    if (cells == null) {
      sums.add(own);
    }
    own.accumulate();
    if (function == Function.INCREASE && cells == null) {
      correctNumbers();
    }
    keptBelow = function == Function.INCREASE && cells != null ? keptBelow(base, baseCells) : 0;
    cutRows = cells != null && rows.hasCuts() ? new Increment[rows.size()] : null;
  }

  private void addHead(int row) {
    int segment = rows.segment(row);
    boolean isSum = measure == Measure.SUM;
    long high = isSum ? sumHighs[row] : 0;
    long low = isSum ? sumLows[row] : calls[row];
    if (segment >= 0) {
      if (segment < grid.cutCount()) {
        own.add(segment, high, low);
      }
      return;
    }
    int windows = rows.windows(row);
    long doneHigh = 0;
    long doneLow = 0;
    int done = 0;
    for (segment = rows.first(row); done < windows && segment < grid.cutCount(); segment++) {
      done = rows.windowsThrough(row, segment);
      long partHigh = Shares.high(high, low, done, windows);
      long partLow = Shares.low(high, low, done, windows);
      long borrow = Long.compareUnsigned(partLow, doneLow) < 0 ? 1 : 0;
      own.add(segment, partHigh - doneHigh - borrow, partLow - doneLow);
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

  /** Returns the first cell at which the counts before all steps are enough for every cap. */
  private int keptBelow(Increment base, BaseCells baseCells) {
    double most = 0;
    for (int step = 0; step < grid.stepCount(); step++) {
      if (life.isCappedAt(grid, step)) {
        double increase = own.differenceLow(grid.first(step), grid.last(step)) + slack();
        most = Math.max(most, increase * life.startShare(grid, extrapolation, step));
      }
    }
    if (most == 0) {
      return 0;
    }
    if (base.calls() < most) {
      return ALL;
    }
    scratch.clear();
    baseCells.addSome(scratch);
    long before = 0;
    for (int i = 0; i < scratch.cellCount(); i++) {
      before += scratch.count(i);
      if (before >= most) {
        return target(scratch.cell(i));
      }
    }
    return ALL;
  }

  /** Returns by how many units cells that are cut can count more than calls: less than one each. */
  private long slack() {
    return rows.hasCuts() ? layout.size() : 0;
  }

  private int target(int cell) {
    return measure == Measure.BUCKETS ? layout.bucketOf(cell) : cell;
  }

  /** Adds a cell of a row. */
  public void addCell(int row, int cell, long count) {
    int segment = rows.segment(row);
    if (segment >= 0) {
      if (segment < grid.cutCount()) {
        put(segment, target(cell), count);
      }
    } else if (cutRows != null) {
      Increment cut = cutRows[row];
      if (cut == null) {
        cut = new Increment();
        cutRows[row] = cut;
      }
      cut.addCell(cell, count);
    }
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
    if (cells == null || caps == null) {
      throw new IllegalStateException("cells of " + measure);
    }
    int[] segments = segments(numbers, offset, rowCount);
    int firstSegment = function == Function.NEWEST ? 0 : 1;
    for (int i = 0; i < size; i++) {
      int row = keys[i] & 0xffff;
      int segment = segments[row];
      if (segment == RowSegments.CUT) {
        addCell(numbers[offset + row], keys[i] >>> 16, counts[i]);
      } else if (segment != NO_SEGMENT) {
        int target = target(keys[i] >>> 16);
        if (segment >= firstSegment) {
          cells.add(segment, target, counts[i]);
        }
        if (target < keptBelow) {
          caps.keep(segment, target, counts[i]);
        }
      }
    }
  }

  /** Returns whether single calls can be appended as {@link CallNotes}. */
  public boolean takesNotes() {
    return measure == Measure.CELLS && function != Function.NEWEST && !rows.hasCuts();
  }

  /**
   * Returns the keys of rows for {@link CallNotes}, −1 for rows whose calls must not be appended;
   * valid until the next call.
   *
   * @param numbers see {@link #addCells}
   */
  public int[] rowKeys(int[] numbers, int offset, int rowCount) {
    CellNotes notes = sums().notes(0);
    int[] keys = segments(numbers, offset, rowCount);
    for (int row = 0; row < rowCount; row++) {
      boolean counts = keys[row] > 0 && keys[row] != NO_SEGMENT;
      keys[row] = counts ? notes.key(keys[row]) : -1;
    }
    return keys;
  }

  private CellSums sums() {
    if (cells == null) {
      throw new IllegalStateException("cells of " + measure);
    }
    return cells;
  }

  @Override
  public int fromCell() {
    return keptBelow;
  }

  @Override
  public int[] reserve(int more) {
    return sums().notes(more).reserve(more);
  }

  @Override
  public int size() {
    return sums().notes(0).size();
  }

  @Override
  public void setSize(int size) {
    sums().notes(0).setSize(size);
  }

  private int[] segments(int[] numbers, int offset, int rowCount) {
    if (rowSegments.length < rowCount) {
      rowSegments = new int[2 * rowCount];
    }
    for (int row = 0; row < rowCount; row++) {
      int number = numbers[offset + row];
      int segment = number < 0 ? NO_SEGMENT : rows.segment(number);
      rowSegments[row] = segment < grid.cutCount() ? segment : NO_SEGMENT;
    }
    return rowSegments;
  }

  private void put(int segment, int target, long count) {
    if (cells == null || caps == null) {
      throw new IllegalStateException("cells of " + measure);
    }
    if (segment > 0 || function == Function.NEWEST) {
      cells.add(segment, target, count);
    }
    if (target < keptBelow) {
      caps.keep(segment, target, count);
    }
  }

  /** Ends the label set. */
  public void end(BaseCells baseCells) {
    if (cells == null || caps == null) {
      return;
    }
    if (cutRows != null) {
      for (int row = 0; row < cutRows.length; row++) {
        Increment cut = cutRows[row];
        for (int i = 0; cut != null && i < cut.cellCount(); i++) {
          share(row, cut.cell(i), cut.count(i));
        }
      }
      cutRows = null;
    }
    if (hasBase && (function == Function.NEWEST || (keptBelow > 0 && caps.hasIncrease()))) {
      addBase(baseCells);
    }
    if (caps.hasIncrease()) {
      caps.find(life, own, slack(), keptBelow, corrections);
    }
  }

  /** Each cell is cut by itself, as {@link EvenShares} does, whatever is counted of it. */
  private void share(int row, int cell, long count) {
    int windows = rows.windows(row);
    long before = 0;
    int done = 0;
    for (int segment = rows.first(row); done < windows && segment < grid.cutCount(); segment++) {
      done = rows.windowsThrough(row, segment);
      long part = Shares.of(count, done, windows);
      if (part > before) {
        put(segment, target(cell), part - before);
      }
      before = part;
    }
  }

  private void addBase(BaseCells baseCells) {
    scratch.clear();
    boolean all = function == Function.NEWEST || keptBelow == ALL || measure == Measure.BUCKETS;
    baseCells.addBelow(all ? ALL : keptBelow, scratch);
    for (int i = 0; i < scratch.cellCount(); i++) {
      put(0, target(scratch.cell(i)), scratch.count(i));
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
      cells.clear();
    }
    corrections.writeTo(out);
    corrections.clear();
    series = 0;
  }
}
