// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

/**
 * Logarithms to base 2 that are exact for powers of 2, as Go's {@code math.Log2}; {@code
 * Math.log(x) / Math.log(2)} is not.
 */
public final class BinaryLogarithm {
  private static final double INVERSE_LN2 = 1 / Math.log(2);

  private BinaryLogarithm() {}

  /** Returns the logarithm of a number to base 2. */
  public static double log2(double value) {
    if (!(value >= Double.MIN_NORMAL) || value == Double.POSITIVE_INFINITY) {
      return Math.log(value) * INVERSE_LN2;
    }
    int exponent = Math.getExponent(value);
    double fraction = Math.scalb(value, -exponent);
    // With fractions of 0.5 to 1, as in Go: results are equal to the last digit.
    return fraction == 1 ? exponent : Math.log(fraction / 2) * INVERSE_LN2 + (exponent + 1);
  }
}
