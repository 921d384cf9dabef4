// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

/**
 * The value that marks the end of a series: a signalling NaN that no arithmetic produces. Only its
 * raw bits distinguish it from other NaNs.
 */
public final class StaleMarker {
  /** The bits of the marker. */
  public static final long BITS = 0x7ff0000000000002L;

  private StaleMarker() {}

  /** Returns the marker. */
  public static double value() {
    return Double.longBitsToDouble(BITS);
  }

  /** Returns whether a value is the marker. */
  public static boolean is(double value) {
    return Double.doubleToRawLongBits(value) == BITS;
  }
}
