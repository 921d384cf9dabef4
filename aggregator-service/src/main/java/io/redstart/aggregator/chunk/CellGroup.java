// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.fold.CallNotes;
import io.redstart.model.Weight;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * A group of neighbouring cells as {@link CellsCodec} stores it: a plane of cells times rows, with
 * positions counted from the first row of the highest cell.
 */
final class CellGroup {
  /** The bytes of a group's cells. */
  static final class Body {
    private final byte[] bytes;
    private final int from;
    private final int end;

    Body(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.from = from;
      this.end = end;
    }

    private int length() {
      return end - from;
    }
  }

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
  long readWithoutCounts(Body body, CellPairs target) {
    target.reserve(body.length());
    int[] keys = target.keys();
    long[] counts = target.counts();
    byte[] bytes = body.bytes;
    int at = body.from;
    int end = body.end;
    int gapMax = positions();
    int size = target.size();
    int cell = highestCell;
    int row = -1;
    long total = 0;
    while (at < end) {
      int gap = bytes[at++];
      if (gap < 0 && at < end && bytes[at] >= 0) {
        gap = (gap & 0x7f) | bytes[at++] << 7; // if it is too large, the cell will be too low
      } else if (gap < 0) {
        WireReader in = new WireReader(bytes, at - 1, end - at + 1);
        gap = in.readCount(gapMax);
        at = in.position();
      }
      total++;
      if (gap == 0) {
        if (row < 0) {
          throw new MalformedFrameException("position −1 of cells before byte " + at);
        }
        counts[size - 1] = Weight.add(counts[size - 1], unit.size());
        continue;
      }
      row += gap;
      if (row >= rowCount) {
        int down = row / rowCount;
        row -= down * rowCount;
        cell = lower(cell, down, at);
      }
      keys[size] = CellPairs.key(row, cell);
      counts[size++] = unit.size();
    }
    target.setSize(size);
    return total;
  }

  /**
   * Notes the calls of a body without counts, whose unit is one call; returns their number. Folds
   * spend most of their time in this loop, so it does not share that of {@link #readWithoutCounts}.
   */
  long note(Body body, int[] rowKeys, CallNotes notes) {
    int[] out = notes.reserve(body.length());
    int size = notes.size();
    byte[] bytes = body.bytes;
    int at = body.from;
    int end = body.end;
    int gapMax = positions();
    int cell = highestCell;
    int row = -1;
    long total = 0;
    while (at < end) {
      int gap = bytes[at++];
      if (gap < 0 && at < end && bytes[at] >= 0) {
        gap = (gap & 0x7f) | bytes[at++] << 7; // if it is too large, the cell will be too low
      } else if (gap < 0) {
        WireReader in = new WireReader(bytes, at - 1, end - at + 1);
        gap = in.readCount(gapMax);
        at = in.position();
      }
      row += gap;
      if (row >= rowCount) {
        int down = row / rowCount;
        row -= down * rowCount;
        cell = lower(cell, down, at);
      } else if (row < 0) {
        throw new MalformedFrameException("position −1 of cells before byte " + at);
      }
      total++;
      int key = rowKeys[row];
      if (key >= 0) {
        out[size++] = key + cell;
      }
    }
    notes.setSize(size);
    return total;
  }

  private int positions() {
    return (highestCell - lowestCell + 1) * rowCount;
  }

  /** Appends the pairs of a body with counts; returns its total in units. */
  long readWithCounts(Body body, CellPairs target) {
    target.reserve(body.length());
    int[] keys = target.keys();
    long[] counts = target.counts();
    WireReader in = new WireReader(body.bytes, body.from, body.length());
    int gapMax = 2 * positions();
    int size = target.size();
    int cell = highestCell;
    int row = -1;
    long total = 0;
    while (in.hasMore()) {
      int gap = in.readCount(gapMax);
      row += (gap >>> 1) + 1;
      if (row >= rowCount) {
        int down = row / rowCount;
        row -= down * rowCount;
        cell = lower(cell, down, in.position());
      }
      long units = 1;
      int at = in.position();
      if ((gap & 1) != 0) {
        long more = in.readVarint();
        units = more < 0 ? more : more + 2; // negative, also after an overflow: refused below
      }
      keys[size] = CellPairs.key(row, cell);
      counts[size++] = unit.count(units, at);
      total = saturatingAdd(total, units);
    }
    target.setSize(size);
    return total;
  }

  private int lower(int cell, int down, int at) {
    if (down > cell - lowestCell) {
      throw new MalformedFrameException(
          "cell " + (cell - down) + " in the group from " + lowestCell + " before byte " + at);
    }
    return cell - down;
  }
}
