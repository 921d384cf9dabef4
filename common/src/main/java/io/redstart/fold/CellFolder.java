// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.wire.FoldRequest.Function;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/** The cells of a {@link LabelSetFolder}: fine ones, or configured buckets. */
final class CellFolder implements CallNotes {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int NO_SEGMENT = Integer.MAX_VALUE;

  private final FoldGrid grid;
  private final Extrapolation extrapolation;
  private final boolean isOfBuckets;
  private final Function function;
  private final CellLayout layout;
  private final RowSegments rows;
  private final CellSums cells;
  private final CapFinder caps;
  private final Corrections corrections;
  private final Increment scratch = new Increment();
  private Increment @Nullable [] cutRows;
  private int[] rowSegments = new int[128];
  private boolean hasBase;
  /** The first cell whose counts need not be kept for corrections. */
  private int keptBelow;

  /**
   * Makes a folder with an empty part.
   *
   * @param rows those of the label set
   * @param corrections receives what the extrapolation must not add
   */
  CellFolder(
      FoldGrid grid,
      Extrapolation extrapolation,
      Measure measure,
      Function function,
      CellLayout layout,
      RowSegments rows,
      Corrections corrections) {
    this.grid = grid;
    this.extrapolation = extrapolation;
    this.isOfBuckets = measure == Measure.BUCKETS;
    this.function = function;
    this.layout = layout;
    this.rows = rows;
    this.corrections = corrections;
    int cellCount = LabelSetFolder.cellCount(measure, layout);
    this.cells = new CellSums(grid.cutCount(), cellCount);
    this.caps = new CapFinder(grid, extrapolation, cellCount);
  }

  void begin() {
    caps.begin();
  }

  /**
   * Ends the heads.
   *
   * @param own what the label set had called up to each cut
   */
  void endRows(Increment base, BaseCells baseCells, Life life, NumberSums own) {
    hasBase = !base.isEmpty();
    keptBelow = function == Function.INCREASE ? keptBelow(base, baseCells, life, own) : 0;
    cutRows = rows.hasCuts() ? new Increment[rows.size()] : null;
  }

  /** Returns the first cell at which the counts before all steps are enough for every cap. */
  private int keptBelow(Increment base, BaseCells baseCells, Life life, NumberSums own) {
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
    return isOfBuckets ? layout.bucketOf(cell) : cell;
  }

  /** Adds a cell of a row. */
  void addCell(int row, int cell, long count) {
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

  /** See {@link LabelSetFolder#addCells}. */
  void addCells(int[] numbers, int offset, int rowCount, int[] keys, long[] counts, int size) {
    int[] segments = segments(numbers, offset, rowCount);
    for (int i = 0; i < size; i++) {
      int row = keys[i] & 0xffff;
      int segment = segments[row];
      if (segment == RowSegments.CUT) {
        addCell(numbers[offset + row], keys[i] >>> 16, counts[i]);
      } else if (segment != NO_SEGMENT) {
        put(segment, target(keys[i] >>> 16), counts[i]);
      }
    }
  }

  /** Returns whether single calls can be appended as {@link CallNotes}. */
  boolean takesNotes() {
    return !isOfBuckets && function != Function.NEWEST && !rows.hasCuts();
  }

  /** See {@link LabelSetFolder#rowKeys}. */
  int[] rowKeys(int[] numbers, int offset, int rowCount) {
    CellNotes notes = cells.notes();
    int[] keys = segments(numbers, offset, rowCount);
    for (int row = 0; row < rowCount; row++) {
      boolean counts = keys[row] > 0 && keys[row] != NO_SEGMENT;
      keys[row] = counts ? notes.key(keys[row]) : -1;
    }
    return keys;
  }

  @Override
  public int fromCell() {
    return keptBelow;
  }

  @Override
  public int[] reserve(int more) {
    return cells.reserve(more);
  }

  @Override
  public int size() {
    return cells.notes().size();
  }

  @Override
  public void setSize(int size) {
    cells.notes().setSize(size);
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
    if (segment > 0 || function == Function.NEWEST) {
      cells.add(segment, target, count);
    }
    if (target < keptBelow) {
      caps.keep(segment, target, count);
    }
  }

  /**
   * Ends the label set.
   *
   * @param own what it had called up to each cut
   */
  void end(BaseCells baseCells, Life life, NumberSums own) {
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
    boolean all = function == Function.NEWEST || keptBelow == ALL || isOfBuckets;
    baseCells.addBelow(all ? ALL : keptBelow, scratch);
    for (int i = 0; i < scratch.cellCount(); i++) {
      put(0, target(scratch.cell(i)), scratch.count(i));
    }
  }

  long usedBytes() {
    return cells.usedBytes();
  }

  void writeTo(WireWriter out) {
    cells.writeTo(out);
    cells.clear();
  }
}
