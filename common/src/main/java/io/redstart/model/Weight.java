// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * Counts are fixed-point numbers in units of 2⁻¹⁶: a span counts {@link #ONE}, and one that stands
 * for 2.5 spans because of sampling counts 2.5 × {@link #ONE}. Addition stays exact and associative,
 * so every way of folding agrees.
 */
public final class Weight {
  /** One span. */
  public static final long ONE = 1L << 16;

  private Weight() {}

  /** Returns a count of spans as a number. */
  public static double toDouble(long count) {
    return (double) count / ONE;
  }

  /**
   * Returns a duration times a weight, rounded half up to whole nanoseconds.
   *
   * @param nanos 0 or more
   * @param weight in units of 2⁻¹⁶, at most 2⁴⁶; the product saturates at {@link Long#MAX_VALUE}
   */
  public static long times(long nanos, long weight) {
    if (weight == ONE) {
      return nanos;
    }
    long high = Math.multiplyHigh(nanos, weight);
    long low = nanos * weight;
    long rounded = low + (ONE >> 1);
    if (Long.compareUnsigned(rounded, low) < 0) {
      high++;
    }
    return high >= ONE >> 1 ? Long.MAX_VALUE : high << 48 | rounded >>> 16;
  }
}
