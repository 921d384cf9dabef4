// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Counts of cells in the order in which they are stored: from the highest cell down, and by row
 * within a cell. Rows are numbered from 0 in a blob. {@link RowColumns} holds the same by row.
 *
 * <pre>
 *   cells    [1990 1985 1783 1783]
 *   rows     [2    0    0    1   ]
 *   counts   [1    1    1    1   ]    fixed-point, never 0
 * </pre>
 */
public final class CellPairs {
  private static final int ROW_BITS = 16;
  private static final int ROW_MASK = (1 << ROW_BITS) - 1;

  private int size;
  /** The cell in the upper 16 bits, the row in the lower ones: halves what a sort has to move. */
  private int[] keys = new int[64];

  private long[] counts = new long[64];

  /** Makes no pairs. */
  public CellPairs() {}

  /** Removes all pairs. */
  public void clear() {
    size = 0;
  }

  /** Returns how many pairs there are. */
  public int size() {
    return size;
  }

  /** Returns the row of a pair. */
  public int row(int at) {
    return keys[at] & ROW_MASK;
  }

  /** Returns the cell of a pair. */
  public int cell(int at) {
    return keys[at] >>> ROW_BITS;
  }

  /** Returns the count of a pair. */
  public long count(int at) {
    return counts[at];
  }

  /** Returns the row of each pair in the lower 16 bits, and its cell in the upper ones. */
  public int[] keys() {
    return keys;
  }

  /** Returns the count of each pair. */
  public long[] counts() {
    return counts;
  }

  /** Replaces each cell by another one; the order of the pairs stays. */
  public void mapCells(IntUnaryOperator mapping) {
    for (int at = 0; at < size; at++) {
      keys[at] = key(row(at), mapping.applyAsInt(cell(at)));
    }
  }

  /** Makes room for more pairs; the arrays can be others afterwards. */
  void reserve(int more) {
    if (more > keys.length - size) {
      grow(Math.max(2 * keys.length, size + more));
    }
  }

  /** Adds the pairs that were written to the arrays after the last one. */
  void setSize(int newSize) {
    size = newSize;
  }

  static int key(int row, int cell) {
    return cell << ROW_BITS | row;
  }

  private void set(int at, int row, int cell, long count) {
    keys[at] = key(row, cell);
    counts[at] = count;
  }

  private void grow(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    counts = Arrays.copyOf(counts, capacity);
  }

  /** Replaces all pairs by the cells of some rows that count something: a sort by counting. */
  void fill(RowColumns source, int fromRow, int toRow) {
    int from = source.offset(fromRow);
    int to = source.offset(toRow);
    if (to - from > keys.length) {
      grow(to - from);
    }
    int highest = 0;
    int lowest = Integer.MAX_VALUE;
    for (int row = fromRow; row < toRow; row++) {
      if (source.offset(row) < source.offset(row + 1)) {
        lowest = Math.min(lowest, source.cell(source.offset(row)));
        highest = Math.max(highest, source.cell(source.offset(row + 1) - 1));
      }
    }
    int[] places = places(source, from, to, highest, Math.min(lowest, highest));
    for (int row = fromRow; row < toRow; row++) {
      int end = source.offset(row + 1);
      for (int at = source.offset(row); at < end; at++) {
        long count = source.count(at);
        if (count != 0) {
          int cell = source.cell(at);
          set(places[highest - cell]++, row - fromRow, cell, count);
        }
      }
    }
  }

  /** Returns the place of each cell's first pair, by distance from the highest cell. */
  private int[] places(RowColumns source, int from, int to, int highest, int lowest) {
    int[] places = new int[highest - lowest + 2];
    for (int at = from; at < to; at++) {
      if (source.count(at) != 0) {
        places[highest - source.cell(at) + 1]++;
      }
    }
    for (int i = 1; i < places.length; i++) {
      places[i] += places[i - 1];
    }
    size = places[places.length - 1];
    return places;
  }
}
