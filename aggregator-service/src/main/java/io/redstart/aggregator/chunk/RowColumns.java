// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.model.Increment;
import java.util.Arrays;

/**
 * Rows of one label set, oldest first, as columns:
 *
 * <pre>
 *   windows  [3   7   8]         positions in the family, strictly ascending
 *   calls    [2   1   1]         fixed-point, see Weight
 *   sums     [..  ..  ..]        128-bit nanoseconds: high, low
 *   offsets  [0   2   3   4]     where the cells of each row begin
 *   cells    [1783 1985 | 1783 | 1990]   ascending in each row
 *   counts   [1    1    | 1    | 1]      fixed-point
 * </pre>
 *
 * <p>Mutable and reused; one thread at a time.
 */
public final class RowColumns {
  private int size;
  private int[] windows = new int[16];
  private long[] calls = new long[16];
  private long[] sumHighs = new long[16];
  private long[] sumLows = new long[16];
  private int[] offsets = new int[17];
  private int[] cells = new int[64];
  private long[] counts = new long[64];
  /** Where codecs sort cells; kept, so that reading many blobs does not allocate. */
  private final CellPairs pairs = new CellPairs();

  /** Removes all rows. */
  public void clear() {
    size = 0;
    offsets[0] = 0;
  }

  /** Adds a row with its cells. */
  public void add(int window, Increment row) {
    addHead(window, row.calls(), row.sumHigh(), row.sumLow());
    for (int i = 0; i < row.cellCount(); i++) {
      addCell(row.cell(i), row.count(i));
    }
  }

  /** Adds a row without cells, to which {@link #addCell} adds. */
  public void addHead(int window, long rowCalls, long sumHigh, long sumLow) {
    if (size == windows.length) {
      windows = Arrays.copyOf(windows, 2 * size);
      calls = Arrays.copyOf(calls, 2 * size);
      sumHighs = Arrays.copyOf(sumHighs, 2 * size);
      sumLows = Arrays.copyOf(sumLows, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size + 1);
    }
    windows[size] = window;
    calls[size] = rowCalls;
    sumHighs[size] = sumHigh;
    sumLows[size] = sumLow;
    size++;
    offsets[size] = offsets[size - 1];
  }

  /** Adds a cell to the last row; cells ascend. */
  public void addCell(int cell, long count) {
    int at = offsets[size];
    ensureCells(at + 1);
    cells[at] = cell;
    counts[at] = count;
    offsets[size] = at + 1;
  }

  /** Returns the place where codecs sort cells. */
  CellPairs pairs() {
    return pairs;
  }

  /**
   * Sets the cells of the rows from {@code firstRow} on, which must have none.
   *
   * <p>Each row is filled from its end backwards, as the pairs come from the highest cell down.
   * Meanwhile the offset of the next row is the place to fill; at the end it is this row's offset.
   */
  void setCells(int firstRow, CellPairs source) {
    int start = offsets[firstRow];
    if (offsets[size] != start) {
      throw new IllegalStateException("rows from " + firstRow + " already have cells");
    }
    ensureCells(start + source.size());
    Arrays.fill(offsets, firstRow + 1, size + 1, 0);
    for (int i = 0; i < source.size(); i++) {
      offsets[firstRow + 1 + source.row(i)]++;
    }
    for (int row = firstRow; row < size; row++) {
      offsets[row + 1] += offsets[row];
    }
    for (int i = 0; i < source.size(); i++) {
      int at = --offsets[firstRow + 1 + source.row(i)];
      cells[at] = source.cell(i);
      counts[at] = source.count(i);
    }
    System.arraycopy(offsets, firstRow + 1, offsets, firstRow, size - firstRow);
    offsets[size] = start + source.size();
  }

  private void ensureCells(int capacity) {
    if (capacity > cells.length) {
      int larger = Math.max(capacity, 2 * cells.length);
      cells = Arrays.copyOf(cells, larger);
      counts = Arrays.copyOf(counts, larger);
    }
  }

  /** Returns the number of rows. */
  public int size() {
    return size;
  }

  /** Returns the position of a row's window. */
  public int window(int row) {
    return windows[row];
  }

  /** Returns the calls of a row. */
  public long calls(int row) {
    return calls[row];
  }

  /** Returns the upper 64 bits of a row's sum. */
  public long sumHigh(int row) {
    return sumHighs[row];
  }

  /** Returns the lower 64 bits of a row's sum. */
  public long sumLow(int row) {
    return sumLows[row];
  }

  /** Returns where the cells of a row begin; for {@link #size}, where those of the last row end. */
  public int offset(int row) {
    return offsets[row];
  }

  /** Returns a cell. */
  public int cell(int at) {
    return cells[at];
  }

  /** Returns the count of a cell. */
  public long count(int at) {
    return counts[at];
  }

  /** Adds calls and sum of a row to an increment. */
  public void addHeadTo(int row, Increment target) {
    target.addCalls(calls[row]);
    target.addSum(sumHighs[row], sumLows[row]);
  }

  /** Adds the cells of a row to an increment. */
  public void addCellsTo(int row, Increment target) {
    for (int at = offsets[row]; at < offsets[row + 1]; at++) {
      target.addCell(cells[at], counts[at]);
    }
  }
}
