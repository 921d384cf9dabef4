// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * Arithmetic on counts, which are fixed-point numbers in units of 2⁻¹⁶: a span counts {@link #ONE},
 * and a span that represents 2.5 spans because of sampling counts 2.5 × {@link #ONE}. Addition is
 * exact up to {@link #MAX} and stays there, so it is associative, and every order of folding gives
 * the same result.
 */
public final class Weight {
  /** One span. */
  public static final long ONE = 1L << 16;

  /**
   * The largest count: 2⁴⁷ − 1 spans. Reaching it takes 131,073 spans that each claim to represent
   * 2³⁰. It has no fraction, so that it needs no more bytes than other whole numbers.
   */
  public static final long MAX = Long.MAX_VALUE - (ONE - 1);

  private Weight() {}

  /**
   * Returns the sum of two counts, at most {@link #MAX}.
   *
   * @param left 0 … {@link #MAX}
   * @param right 0 … {@link #MAX}
   */
  public static long add(long left, long right) {
    long sum = left + right;
    return Long.compareUnsigned(sum, MAX) > 0 ? MAX : sum;
  }

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
