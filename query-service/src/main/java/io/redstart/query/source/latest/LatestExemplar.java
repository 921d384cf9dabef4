// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.latest;

import io.redstart.model.Exemplars;
import java.util.HexFormat;

/**
 * A span of a bucket.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 * @param nanos the span's duration in nanoseconds
 * @param stampMillis the end of the window that counted it, in epoch milliseconds
 */
public record LatestExemplar(String traceId, String spanId, long nanos, long stampMillis) {
  /** The approximate size of an exemplar with its texts. */
  static final int SIZE_BYTES = 40 + 2 * 24 + 3 * 16 + 32 + 16;

  private static final HexFormat HEX = HexFormat.of();

  static LatestExemplar of(Exemplars row, int index, long stampMillis) {
    return new LatestExemplar(
        HEX.toHexDigits(row.traceHigh(index)) + HEX.toHexDigits(row.traceLow(index)),
        HEX.toHexDigits(row.spanId(index)),
        row.nanos(index),
        stampMillis);
  }
}
