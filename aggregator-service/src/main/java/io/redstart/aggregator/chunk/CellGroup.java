// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * A group of neighbouring cells as {@link CellsCodec} stores it: a plane of cells times rows, with
 * positions counted from the first row of the highest cell.
 */
final class CellGroup {
  private final int highestCell;
  private final int lowestCell;
  private final int rowCount;
  private final CountUnit unit;

  CellGroup(int group, int width, int rowCount, CountUnit unit) {
    this.lowestCell = group << width;
    this.highestCell = lowestCell + (1 << width) - 1;
    this.rowCount = rowCount;
    this.unit = unit;
  }

  private int position(CellPairs pairs, int at) {
    return (highestCell - pairs.cell(at)) * rowCount + pairs.row(at);
  }

  /** Writes the pairs of this group, in the better form, and the rest of its directory entry. */
  void write(CellPairs pairs, int from, int to, WireWriter directory, WireWriter bodies) {
    int plainBytes = 0;
    int countedBytes = 0;
    long total = 0;
    int previous = -1;
    for (int at = from; at < to; at++) {
      int gap = position(pairs, at) - previous;
      long units = unit.units(pairs.count(at));
      plainBytes += varintBytes(gap);
      countedBytes += varintBytes(2L * (gap - 1)) + (units == 1 ? 0 : varintBytes(units - 2));
      total = saturatingAdd(total, units);
      previous += gap;
    }
    // Without counts, each further unit is one more byte, a zero. zstd shrinks zeros the most, so
    // this form may be an eighth longer (RATIONALE.md).
    long plainTotalBytes = saturatingAdd(plainBytes, total - (to - from));
    boolean counted = plainTotalBytes > countedBytes + countedBytes / 8;
    int start = bodies.size();
    if (counted) {
      writeWithCounts(pairs, from, to, bodies);
    } else {
      writeWithoutCounts(pairs, from, to, bodies);
    }
    directory.writeVarint((bodies.size() - start) * 2L + (counted ? 1 : 0)).writeVarint(total);
  }

  private static int varintBytes(long value) {
    return value < 128 ? 1 : 1 + (63 - Long.numberOfLeadingZeros(value)) / 7;
  }

  private static long saturatingAdd(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private void writeWithoutCounts(CellPairs pairs, int from, int to, WireWriter out) {
    int previous = -1;
    for (int at = from; at < to; at++) {
      int position = position(pairs, at);
      out.writeVarint(position - previous);
      for (long more = unit.units(pairs.count(at)) - 1; more > 0; more--) {
        out.writeByte(0);
      }
      previous = position;
    }
  }

  private void writeWithCounts(CellPairs pairs, int from, int to, WireWriter out) {
    int previous = -1;
    for (int at = from; at < to; at++) {
      int position = position(pairs, at);
      long units = unit.units(pairs.count(at));
      out.writeVarint((position - previous - 1) * 2L + (units > 1 ? 1 : 0));
      if (units > 1) {
        out.writeVarint(units - 2);
      }
      previous = position;
    }
  }

  /** Appends the pairs of a body without counts; returns its total in units. */
  long readWithoutCounts(WireReader body, CellPairs target) {
    int cell = highestCell;
    int row = -1;
    long total = 0;
    int gapMax = (highestCell - lowestCell + 1) * rowCount;
    while (body.hasMore()) {
      int gap = body.readCount(gapMax);
      total++;
      if (gap > 0) {
        row += gap;
        if (row >= rowCount) {
          int down = row / rowCount;
          row -= down * rowCount;
          cell = lower(cell, down, body);
        }
        target.add(row, cell, unit.size());
      } else if (row >= 0) {
        target.addToLast(unit.size());
      } else {
        throw new MalformedFrameException("position −1 of cells before byte " + body.position());
      }
    }
    return total;
  }

  /** Appends the pairs of a body with counts; returns its total in units. */
  long readWithCounts(WireReader body, CellPairs target) {
    int cell = highestCell;
    int row = -1;
    long total = 0;
    int gapMax = 2 * (highestCell - lowestCell + 1) * rowCount;
    while (body.hasMore()) {
      int gap = body.readCount(gapMax);
      row += (gap >>> 1) + 1;
      if (row >= rowCount) {
        int down = row / rowCount;
        row -= down * rowCount;
        cell = lower(cell, down, body);
      }
      if ((gap & 1) == 0) {
        target.add(row, cell, unit.size());
        total = saturatingAdd(total, 1);
      } else {
        int at = body.position();
        long more = body.readVarint();
        long units = more < 0 ? more : more + 2; // negative, also after an overflow: refused below
        target.add(row, cell, unit.count(units, at));
        total = saturatingAdd(total, units);
      }
    }
    return total;
  }

  private int lower(int cell, int down, WireReader body) {
    if (down > cell - lowestCell) {
      throw new MalformedFrameException("cell " + (cell - down) + " in the group from " + lowestCell
          + " before byte " + body.position());
    }
    return cell - down;
  }
}
