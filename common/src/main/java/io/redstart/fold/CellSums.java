// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.WireWriter;
import java.util.Arrays;

/**
 * Counts by segment and cell. Neighbouring cells of a segment share a block, which exists once one of
 * them counts, because most cells of most segments count nothing:
 *
 * <pre>
 *   segment 1    blocks   –   0   –   2   …            (of 64 cells each)
 *   segment 2    blocks   –   1   –   –   …
 *   block 0      counts   0 0 3 0 1 …    marks 00101…
 * </pre>
 *
 * <pre>
 *   the bytes, after their length:
 *   cells     varint count, each a varint: the first cell, then the distance to the one before − 1
 *   segments  varint: how many have counts, each:
 *     gap     varint: segments between this one and the one before
 *     length  varint: of the entries in bytes
 *     entries until that length, each:
 *       position  varint: in the list of cells, the distance to the one before − 1, from −1
 *       count     varint, rotated by the bits of its fraction
 * </pre>
 */
public final class CellSums {
  private static final int FRACTION_BITS = 16;
  private static final int BLOCK_BITS = 6;
  private static final int BLOCK = 1 << BLOCK_BITS;

  private final int blocks;
  /** By segment, then by 64 cells: a block's number plus 1, 0 for none; null until needed. */
  private final int[][] places;

  private long[] counts = new long[16 * BLOCK];
  private long[] marks = new long[16];
  private int used;
  private final long[] anyMarks;
  private final int[] positions;
  private final WireWriter body = new WireWriter(4096);
  private final WireWriter entries = new WireWriter(1024);

  /** Makes empty sums for cells below a number. */
  CellSums(int segments, int cells) {
    this.blocks = (cells >>> BLOCK_BITS) + 1;
    this.places = new int[segments][];
    this.anyMarks = new long[blocks];
    this.positions = new int[blocks << BLOCK_BITS];
  }

  /** Returns about how much memory it uses for what it has counted. */
  long usedBytes() {
    return (long) used * (BLOCK + 1) * Long.BYTES;
  }

  boolean isEmpty() {
    return used == 0;
  }

  /** Adds to the count of a cell. */
  void add(int segment, int cell, long count) {
    int[] row = places[segment];
    if (row == null) {
      row = new int[blocks];
      places[segment] = row;
    }
    int number = cell >>> BLOCK_BITS;
    int place = row[number] - 1;
    if (place < 0) {
      place = newBlock();
      row[number] = place + 1;
    }
    counts[(place << BLOCK_BITS) + (cell & BLOCK - 1)] += count;
    marks[place] |= 1L << cell; // the shift counts modulo 64
  }

  private int newBlock() {
    if (used == marks.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
      marks = Arrays.copyOf(marks, 2 * used);
    }
    return used++;
  }

  void clear() {
    Arrays.fill(counts, 0, used << BLOCK_BITS, 0);
    Arrays.fill(marks, 0, used, 0);
    used = 0;
    for (int[] row : places) {
      if (row != null) {
        Arrays.fill(row, 0);
      }
    }
  }

  void writeTo(WireWriter out) {
    body.clear();
    int cells = numberCells();
    body.writeVarint(cells);
    writeCells();
    int segments = 0;
    for (int[] row : places) {
      segments += hasBlocks(row) ? 1 : 0;
    }
    body.writeVarint(segments);
    int next = 0;
    for (int segment = 0; segment < places.length; segment++) {
      if (hasBlocks(places[segment])) {
        entries.clear();
        writeEntries(places[segment]);
        body.writeVarint(segment - next).writeBytes(entries.array(), 0, entries.size());
        next = segment + 1;
      }
    }
    out.writeBytes(body.array(), 0, body.size());
  }

  /** Numbers all cells with counts. Returns how many there are. */
  private int numberCells() {
    Arrays.fill(anyMarks, 0);
    for (int[] row : places) {
      for (int number = 0; row != null && number < blocks; number++) {
        if (row[number] > 0) {
          anyMarks[number] |= marks[row[number] - 1];
        }
      }
    }
    int cells = 0;
    for (int number = 0; number < blocks; number++) {
      for (long bits = anyMarks[number]; bits != 0; bits &= bits - 1) {
        positions[(number << BLOCK_BITS) + Long.numberOfTrailingZeros(bits)] = cells++;
      }
    }
    return cells;
  }

  private void writeCells() {
    int previous = -1;
    for (int number = 0; number < blocks; number++) {
      for (long bits = anyMarks[number]; bits != 0; bits &= bits - 1) {
        int cell = (number << BLOCK_BITS) + Long.numberOfTrailingZeros(bits);
        body.writeVarint(cell - previous - 1);
        previous = cell;
      }
    }
  }

  private static boolean hasBlocks(int[] row) {
    for (int place : row == null ? new int[0] : row) {
      if (place > 0) {
        return true;
      }
    }
    return false;
  }

  private void writeEntries(int[] row) {
    int previous = -1;
    for (int number = 0; number < blocks; number++) {
      int place = row[number] - 1;
      for (long bits = place < 0 ? 0 : marks[place]; bits != 0; bits &= bits - 1) {
        int within = Long.numberOfTrailingZeros(bits);
        int position = positions[(number << BLOCK_BITS) + within];
        entries
            .writeVarint(position - previous - 1)
            .writeVarint(Long.rotateRight(counts[(place << BLOCK_BITS) + within], FRACTION_BITS));
        previous = position;
      }
    }
  }
}
