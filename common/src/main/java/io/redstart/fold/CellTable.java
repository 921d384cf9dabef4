// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.WireWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts by segment and cell. Neighbouring cells of a segment share a block, which exists once one of
 * them counts, because most cells of most segments count nothing. It is quickest if one segment
 * after the other is added to.
 *
 * <pre>
 *   segment 1    blocks   –   0   –   2   …            (of 64 cells each)
 *   segment 2    blocks   –   1   –   –   …
 *   block 0      counts   0 0 3 0 1 …    marks 00101…
 * </pre>
 */
final class CellTable implements CellSums.Counts {
  private static final int BLOCK_BITS = 6;
  private static final int BLOCK = 1 << BLOCK_BITS;

  private final int blocks;
  /** By segment, then by 64 cells: a block's number plus 1, 0 for none; null until needed. */
  private final int[] @Nullable [] numbers;

  private long[] counts = {};
  private long[] marks = {};
  private int used;

  CellTable(int segments, int cells) {
    this.blocks = (cells >>> BLOCK_BITS) + 1;
    this.numbers = new int[segments][];
  }

  boolean isEmpty() {
    return used == 0;
  }

  long usedBytes() {
    return (long) used * (BLOCK + 1) * Long.BYTES;
  }

  void add(int segment, int cell, long count) {
    int[] row = numbers[segment];
    if (row == null) {
      row = new int[blocks];
      numbers[segment] = row;
    }
    int number = row[cell >>> BLOCK_BITS] - 1;
    if (number < 0) {
      number = newBlock();
      row[cell >>> BLOCK_BITS] = number + 1;
    }
    counts[(number << BLOCK_BITS) + (cell & BLOCK - 1)] += count;
    marks[number] |= 1L << cell; // the shift counts modulo 64
  }

  private int newBlock() {
    if (used == marks.length) {
      int capacity = Math.max(256, 2 * used);
      counts = Arrays.copyOf(counts, capacity << BLOCK_BITS);
      marks = Arrays.copyOf(marks, capacity);
    }
    return used++;
  }

  void clear() {
    Arrays.fill(counts, 0, used << BLOCK_BITS, 0);
    Arrays.fill(marks, 0, used, 0);
    used = 0;
    for (int[] row : numbers) {
      if (row != null) {
        Arrays.fill(row, 0);
      }
    }
  }

  @Override
  public void mark(long[] cells) {
    for (int[] row : numbers) {
      for (int block = 0; row != null && block < blocks; block++) {
        if (row[block] > 0) {
          cells[block] |= marks[row[block] - 1];
        }
      }
    }
  }

  @Override
  public void prepare() {}

  @Override
  public void write(int segment, int[] places, WireWriter entries) {
    int[] row = numbers[segment];
    int previous = -1;
    for (int block = 0; row != null && block < blocks; block++) {
      int number = row[block] - 1;
      for (long bits = number < 0 ? 0 : marks[number]; bits != 0; bits &= bits - 1) {
        int within = Long.numberOfTrailingZeros(bits);
        int place = places[(block << BLOCK_BITS) + within];
        CellSums.writeEntry(place - previous - 1, counts[(number << BLOCK_BITS) + within], entries);
        previous = place;
      }
    }
  }
}
