// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Arrays;

/**
 * 128-bit numbers by segment: calls, or nanoseconds.
 *
 * <pre>
 *   the bytes, after their length:
 *   segments  varint: how many are not 0, each:
 *     gap     varint: segments between this one and the one before
 *     low     varint: the lower 64 bits; those of calls rotated by the bits of their fraction
 *     high    varint: the upper 64 bits
 * </pre>
 */
public final class NumberSums {
  private static final int FRACTION_BITS = 16;

  private final long[] lows;
  private final long[] highs;

  /** Makes sums of 0. */
  public NumberSums(int segments) {
    this.lows = new long[segments];
    this.highs = new long[segments];
  }

  /** Returns the memory of sums for a number of segments. */
  public static long sizeBytes(int segments) {
    return 64 + 16L * segments;
  }

  void clear() {
    Arrays.fill(lows, 0);
    Arrays.fill(highs, 0);
  }

  void add(int segment, long high, long low) {
    long sum = lows[segment] + low;
    highs[segment] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    lows[segment] = sum;
  }

  void add(NumberSums other) {
    for (int segment = 0; segment < lows.length; segment++) {
      add(segment, other.highs[segment], other.lows[segment]);
    }
  }

  /** Replaces each segment by the sum of all up to it. */
  public void accumulate() {
    for (int segment = 1; segment < lows.length; segment++) {
      add(segment, highs[segment - 1], lows[segment - 1]);
    }
  }

  /** Returns the upper 64 bits of the difference of two segments. */
  public long differenceHigh(int first, int last) {
    long borrow = Long.compareUnsigned(lows[last], lows[first]) < 0 ? 1 : 0;
    return highs[last] - highs[first] - borrow;
  }

  /** Returns the lower 64 bits of the difference of two segments. */
  public long differenceLow(int first, int last) {
    return lows[last] - lows[first];
  }

  /** Returns the upper 64 bits of a segment. */
  public long high(int segment) {
    return highs[segment];
  }

  /** Returns the lower 64 bits of a segment. */
  public long low(int segment) {
    return lows[segment];
  }

  void writeTo(WireWriter out) {
    WireWriter body = new WireWriter(8 * lows.length);
    int count = 0;
    int next = 0;
    for (int segment = 0; segment < lows.length; segment++) {
      if (lows[segment] != 0 || highs[segment] != 0) {
        body.writeVarint(segment - next)
            .writeVarint(Long.rotateRight(lows[segment], FRACTION_BITS))
            .writeVarint(highs[segment]);
        next = segment + 1;
        count++;
      }
    }
    WireWriter counted = new WireWriter().writeVarint(count);
    out.writeVarint(counted.size() + body.size())
        .writeRaw(counted.array(), 0, counted.size())
        .writeRaw(body.array(), 0, body.size());
  }

  /**
   * Adds what another object wrote.
   *
   * @throws MalformedFrameException if the bytes are malformed; part of them may have been added
   */
  public void read(WireReader in) {
    in.readLength();
    int segment = 0;
    for (int left = in.readCount(lows.length); left > 0; left--) {
      segment += in.readCount(lows.length);
      if (segment >= lows.length) {
        throw new MalformedFrameException(
            "segment " + segment + " of " + lows.length + " before byte " + in.position());
      }
      long low = Long.rotateLeft(in.readVarint(), FRACTION_BITS);
      add(segment++, in.readVarint(), low);
    }
  }
}
