// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.chunk;

/**
 * Writes a column of numbers as differences of their bits, as Facebook's Gorilla does (tsdb/chunkenc,
 * xor.go):
 *
 * <pre>
 *   first value         64 bits
 *   the same value      0
 *   within the bits that differed last time   1 0, these bits
 *   otherwise           1 1, leading zeros (5 bits), number of bits (6 bits, 0 for 64), these bits
 * </pre>
 */
final class XorValue {
  private static final int LEADING_MAX = 31;

  private final BitWriter out;
  private long before;
  private boolean hasRange;
  private int leading;
  private int trailing;

  XorValue(BitWriter out) {
    this.out = out;
  }

  void writeFirst(double value) {
    before = Double.doubleToRawLongBits(value);
    out.writeBits(before, Long.SIZE);
  }

  void write(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long difference = bits ^ before;
    before = bits;
    out.writeBit(difference != 0);
    if (difference == 0) {
      return;
    }
    int zeros = Math.min(LEADING_MAX, Long.numberOfLeadingZeros(difference));
    int zerosBelow = Long.numberOfTrailingZeros(difference);
    boolean isWithin = hasRange && zeros >= leading && zerosBelow >= trailing;
    out.writeBit(!isWithin);
    if (!isWithin) {
      hasRange = true;
      leading = zeros;
      trailing = zerosBelow;
      out.writeBits(leading, 5);
      out.writeBits(Long.SIZE - leading - trailing, 6);
    }
    out.writeBits(difference >>> trailing, Long.SIZE - leading - trailing);
  }
}
