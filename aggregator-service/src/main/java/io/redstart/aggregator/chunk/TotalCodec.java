// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.model.Increment;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * Reads and writes what a label set has counted in its lifetime.
 *
 * <pre>
 *   version   1 byte: 1
 *   unit      the {@link CountUnit} of calls and counts
 *   calls     varint of units
 *   sum       varint of the lower 64 bits, varint of the upper 64 bits
 *   cells     varint: how many count anything
 *   per cell: varint, the first cell in full, then this one minus the one before minus 1;
 *             count, varint of units
 * </pre>
 */
public final class TotalCodec {
  private static final int VERSION = 1;

  private TotalCodec() {}

  /** Writes a total, except cells that count 0. */
  public static void write(Increment total, WireWriter out) {
    long divisor = CountUnit.divisor(0, total.calls());
    int cells = 0;
    for (int i = 0; i < total.cellCount(); i++) {
      divisor = CountUnit.divisor(divisor, total.count(i));
      cells += total.count(i) == 0 ? 0 : 1;
    }
    CountUnit unit = CountUnit.of(divisor);
    out.writeByte(VERSION);
    unit.write(out);
    unit.writeCount(total.calls(), out);
    out.writeVarint(total.sumLow()).writeVarint(total.sumHigh()).writeVarint(cells);
    int previous = -1;
    for (int i = 0; i < total.cellCount(); i++) {
      if (total.count(i) != 0) {
        out.writeVarint(total.cell(i) - previous - 1);
        unit.writeCount(total.count(i), out);
        previous = total.cell(i);
      }
    }
  }

  /**
   * Reads a total and adds it to an increment.
   *
   * @throws MalformedFrameException if the bytes are malformed; part of it may have been added
   */
  public static void readInto(WireReader in, Increment target) {
    BlobVersion.check(in, VERSION, "a total");
    CountUnit unit = CountUnit.read(in);
    target.addCalls(unit.readCount(in));
    long low = in.readVarint();
    target.addSum(in.readVarint(), low);
    int cells = in.readCount(CellsCodec.CELLS_MAX);
    int cell = -1;
    for (int i = 0; i < cells; i++) {
      cell += 1 + in.readCount(CellsCodec.CELLS_MAX - 2 - cell);
      target.addCell(cell, unit.readCount(in));
    }
  }
}
