// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.CellLayout;
import io.redstart.model.FineBins;
import io.redstart.model.Increment;

/**
 * Reads and writes the bytes of an {@link Increment}, the same in messages and in stored rows.
 *
 * <pre>
 *   calls     count
 *   sum       varint of the lower 64 bits, varint of the upper 64 bits
 *   cells     varint
 *   per cell: varint of its index minus the previous index (the first in full), count
 * </pre>
 *
 * <p>A <i>count</i> is a fixed-point number rotated right by 16 bits, as a varint, so that a whole
 * number below 128 needs one byte.
 */
public final class IncrementCodec {
  private static final int FRACTION_BITS = 16;
  private static final int CELLS_MAX = FineBins.COUNT + CellLayout.BOUNDS_MAX;

  private IncrementCodec() {}

  /** Writes an increment. */
  public static void write(Increment increment, WireWriter out) {
    writeHead(increment, out);
    out.writeVarint(increment.cellCount());
    int previous = 0;
    for (int i = 0; i < increment.cellCount(); i++) {
      out.writeVarint(increment.cell(i) - previous);
      writeCount(increment.count(i), out);
      previous = increment.cell(i);
    }
  }

  /** Writes an increment without its cells. */
  public static void writeWithoutCells(Increment increment, WireWriter out) {
    writeHead(increment, out);
    out.writeVarint(0);
  }

  private static void writeHead(Increment increment, WireWriter out) {
    writeCount(increment.calls(), out);
    out.writeVarint(increment.sumLow());
    out.writeVarint(increment.sumHigh());
  }

  private static void writeCount(long count, WireWriter out) {
    out.writeVarint(Long.rotateRight(count, FRACTION_BITS));
  }

  private static long readCount(WireReader in) {
    return Long.rotateLeft(in.readVarint(), FRACTION_BITS);
  }

  /** Reads calls and sum and adds them to another increment. Leaves the cells unread. */
  public static void readHeadInto(WireReader in, Increment target) {
    target.addCalls(readCount(in));
    long low = in.readVarint();
    target.addSum(in.readVarint(), low);
  }

  /**
   * Checks an increment without keeping it.
   *
   * @param cellsMax the number of cells in its layout
   * @return the number of cells in the increment
   * @throws MalformedFrameException if the bytes are malformed or refer to a cell outside the
   *     layout
   */
  public static int check(WireReader in, int cellsMax) {
    in.readVarint();
    in.readVarint();
    in.readVarint();
    int cells = in.readCount(CELLS_MAX);
    int cell = 0;
    for (int left = cells; left > 0; left--) {
      cell += in.readCount(CELLS_MAX);
      if (cell >= cellsMax) {
        throw new MalformedFrameException(
            "cell " + cell + " exceeds the layout's " + cellsMax + " cells");
      }
      in.readVarint();
    }
    return cells;
  }

  /**
   * Reads an increment and adds it to another.
   *
   * @throws MalformedFrameException if the bytes are malformed or refer to a cell outside every
   *     layout
   */
  public static void readInto(WireReader in, Increment target) {
    readHeadInto(in, target);
    int cells = in.readCount(CELLS_MAX);
    int cell = 0;
    for (int i = 0; i < cells; i++) {
      cell += in.readCount(CELLS_MAX);
      if (cell >= CELLS_MAX) {
        throw new MalformedFrameException(
            "cell " + cell + " does not exist, byte " + in.position());
      }
      target.addCell(cell, readCount(in));
    }
  }
}
