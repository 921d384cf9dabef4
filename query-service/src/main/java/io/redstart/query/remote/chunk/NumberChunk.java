// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.chunk;

import io.redstart.query.promql.value.Series;

/**
 * Writes samples that are numbers (tsdb/chunkenc, xor.go):
 *
 * <pre>
 *   count           16 bits
 *   sample 1        time: signed varint; value: 64 bits
 *   sample 2        time: varint, the distance to the one before; value: {@link XorValue}
 *   further ones    time: change of that distance, below; value: {@link XorValue}
 *
 *   change 0        0
 *   14 bits         1 0, the bits
 *   17 bits         1 1 0, the bits
 *   20 bits         1 1 1 0, the bits
 *   others          1 1 1 1, 64 bits
 * </pre>
 */
final class NumberChunk {
  private NumberChunk() {}

  static byte[] encode(Series series, int from, int to) {
    BitWriter out = new BitWriter();
    XorValue values = new XorValue(out);
    out.writeBits(to - from, 16);
    out.writeSignedVarint(series.timestampMillis(from));
    values.writeFirst(series.value(from));
    long distance = 0;
    for (int i = from + 1; i < to; i++) {
      long next = series.timestampMillis(i) - series.timestampMillis(i - 1);
      if (i == from + 1) {
        out.writeVarint(next);
      } else {
        writeChange(next - distance, out);
      }
      distance = next;
      values.write(series.value(i));
    }
    return out.toByteArray();
  }

  private static void writeChange(long change, BitWriter out) {
    if (change == 0) {
      out.writeBits(0b0, 1);
    } else if (BitWriter.fits(change, 14)) {
      out.writeBits(0b10, 2);
      out.writeBits(change, 14);
    } else if (BitWriter.fits(change, 17)) {
      out.writeBits(0b110, 3);
      out.writeBits(change, 17);
    } else if (BitWriter.fits(change, 20)) {
      out.writeBits(0b1110, 4);
      out.writeBits(change, 20);
    } else {
      out.writeBits(0b1111, 4);
      out.writeBits(change, Long.SIZE);
    }
  }
}
