// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import java.util.Arrays;

/**
 * The counts by segment and cell of one part, as the shard wrote them ({@link
 * io.redstart.fold.CellSums}). Immutable; entries are decoded when they are added.
 */
final class CellPart {
  private static final int FRACTION_BITS = 16;

  private final byte[] bytes;
  private final int[] cells;
  /** By listed segment: its number, and where its entries begin and end. */
  private final int[] segments;

  private final int[] begins;
  private final int[] ends;

  private CellPart(byte[] bytes, int[] cells, int[] segments, int[] begins, int[] ends) {
    this.bytes = bytes;
    this.cells = cells;
    this.segments = segments;
    this.begins = begins;
    this.ends = ends;
  }

  /**
   * Reads a part, and checks its entries.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  static CellPart read(WireReader page, int segmentCount, int cellCount) {
    int length = page.readLength();
    byte[] bytes = Arrays.copyOfRange(page.array(), page.position(), page.position() + length);
    page.skip(length);
    WireReader in = new WireReader(bytes, 0, length);
    int[] cells = new int[in.readCount(cellCount)];
    int cell = -1;
    for (int i = 0; i < cells.length; i++) {
      cell += in.readCount(cellCount) + 1;
      cells[i] = below(cell, cellCount, "cell", in);
    }
    int[] segments = new int[in.readCount(segmentCount)];
    int[] begins = new int[segments.length];
    int[] ends = new int[segments.length];
    int segment = -1;
    for (int i = 0; i < segments.length; i++) {
      segment += in.readCount(segmentCount) + 1;
      segments[i] = below(segment, segmentCount, "segment", in);
      int size = in.readLength();
      begins[i] = in.position();
      ends[i] = begins[i] + size;
      in.skip(size);
    }
    return new CellPart(bytes, cells, segments, begins, ends);
  }

  private static int below(int number, int count, String what, WireReader in) {
    if (number >= count) {
      throw new MalformedFrameException(
          what + " " + number + " of " + count + " before byte " + in.position());
    }
    return number;
  }

  long sizeBytes() {
    return Footprint.OBJECT
        + Footprint.longs(bytes.length / 8 + 1)
        + 2 * Footprint.ints(cells.length)
        + 3 * Footprint.ints(segments.length);
  }

  /** Returns the cells with counts, ascending. */
  int[] cells() {
    return cells;
  }

  /** Returns how many segments have counts. */
  int segmentCount() {
    return segments.length;
  }

  /** Returns the number of a segment with counts. */
  int segment(int index) {
    return segments[index];
  }

  /**
   * Adds the counts of a segment.
   *
   * @param places by position in {@link #cells}: where to add
   * @param sign 1 or −1
   * @return the sum of the counts
   */
  long add(int index, int[] places, int sign, long[] target) {
    int at = begins[index];
    int end = ends[index];
    int position = -1;
    long sum = 0;
    while (at < end) {
      // Nearly all distances are one byte, and nearly all counts are whole and small.
      int gap = bytes[at];
      if (gap < 0 || at + 1 >= end || bytes[at + 1] < 0) {
        return sign * sum + addRest(at, end, position, places, sign, target);
      }
      position += gap + 1;
      long count = Long.rotateLeft(bytes[at + 1], FRACTION_BITS);
      target[places[position]] += sign * count;
      sum += count;
      at += 2;
    }
    return sign * sum;
  }

  private long addRest(int from, int end, int before, int[] places, int sign, long[] target) {
    WireReader in = new WireReader(bytes, from, end - from);
    int position = before;
    long sum = 0;
    while (in.hasMore()) {
      position += in.readCount(cells.length) + 1;
      long count = Long.rotateLeft(in.readVarint(), FRACTION_BITS);
      target[places[below(position, cells.length, "position", in)]] += sign * count;
      sum += count;
    }
    return sign * sum;
  }
}
