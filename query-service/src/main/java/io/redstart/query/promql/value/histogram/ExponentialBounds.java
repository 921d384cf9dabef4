// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * The bounds of exponential buckets, bit for bit those of Prometheus 3.14
 * (model/histogram/generic.go), so that printed bounds are equal.
 *
 * <p>Prometheus multiplies its way through a table and collects rounding errors on it. We compute
 * each power and subtract the known error, which is at most four units in the last place.
 */
final class ExponentialBounds {
  private static final int SCHEMA_MAX = ExponentialBuckets.SCHEMA_MAX;

  /** The exponent at which a bound would be infinite. */
  private static final int EXPONENT_END = 1024;

  /** By 1/256 of an exponent: {@code b} is no error, {@code c} is one unit too low, and so on. */
  private static final String ERRORS =
      "bbbbbbcbbbcbbbbbbbcdbbccccccccccbbcbbbcbbcccbbccbbccbbccbbccbccc"
          + "bbbbbbccccddcbccbbcbbbcbbbcbbbbbbbccbabbcbddbbccbbcbbbcbccdcbccc"
          + "cbcccbddccdcbcdccbccccdccdddcceecbcbbbcbccddcbdcccddccdcccddccdc"
          + "dcedccdcddedddddddddddeeeeffedfeccdcdddddceeccdddcedccddddfeddee";

  /** 2^(i/256 − 1). */
  private static final double[] FRACTIONS = fractions();

  private ExponentialBounds() {}

  private static double[] fractions() {
    double[] fractions = new double[1 << SCHEMA_MAX];
    for (int i = 0; i < fractions.length; i++) {
      long exact = Double.doubleToLongBits(StrictMath.pow(2, (double) i / fractions.length) / 2);
      fractions[i] = Double.longBitsToDouble(exact - (ERRORS.charAt(i) - 'b'));
    }
    return fractions;
  }

  /**
   * Returns the upper bound of a bucket. The last bucket of finite values ends at the largest
   * double, and the one after it at +∞.
   */
  static double upper(int index, int schema) {
    if (schema < 0) {
      int exponent = index << -schema;
      return exponent == EXPONENT_END ? Double.MAX_VALUE : power(1, exponent);
    }
    int fraction = index & (1 << schema) - 1;
    int exponent = (index >> schema) + 1;
    if (fraction == 0 && exponent == EXPONENT_END + 1) {
      return Double.MAX_VALUE;
    }
    return power(FRACTIONS[fraction << (SCHEMA_MAX - schema)], exponent);
  }

  private static double power(double fraction, int exponent) {
    return Math.scalb(fraction, exponent);
  }
}
