// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.math;

/**
 * Functions of numbers that Java lacks, or that differ from Go's: Prometheus computes with Go's
 * {@code math}, and its answers hold for the rare numbers too.
 */
public final class GoMath {
  private static final double LN_2 = Math.log(2);

  /** Above it, 1 is lost when it is added to the square. */
  private static final double HUGE = 1 << 28;

  private GoMath() {}

  /** Returns the larger number. Infinity is larger than NaN; in Java, NaN wins. */
  public static double max(double left, double right) {
    if (left == Double.POSITIVE_INFINITY || right == Double.POSITIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(left, right);
  }

  /** Returns the smaller number. Negative infinity is smaller than NaN; in Java, NaN wins. */
  public static double min(double left, double right) {
    if (left == Double.NEGATIVE_INFINITY || right == Double.NEGATIVE_INFINITY) {
      return Double.NEGATIVE_INFINITY;
    }
    return Math.min(left, right);
  }

  /** Returns the inverse of {@code sinh}: ln(x + √(x² + 1)). */
  public static double asinh(double x) {
    double size = Math.abs(x);
    if (Double.isNaN(x) || Double.isInfinite(x) || size < 1 / HUGE) {
      return x;
    }
    double result;
    if (size > HUGE) {
      result = Math.log(size) + LN_2;
    } else if (size > 2) {
      result = Math.log(2 * size + 1 / (Math.sqrt(size * size + 1) + size));
    } else {
      // Near 0 a logarithm of nearly 1 would lose digits.
      double square = size * size;
      result = Math.log1p(size + square / (1 + Math.sqrt(1 + square)));
    }
    return Math.copySign(result, x);
  }

  /** Returns the inverse of {@code cosh}: ln(x + √(x² − 1)); NaN below 1. */
  public static double acosh(double x) {
    if (x < 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x >= HUGE) {
      return Math.log(x) + LN_2;
    }
    if (x > 2) {
      return Math.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double beyond = x - 1;
    return Math.log1p(beyond + Math.sqrt(2 * beyond + beyond * beyond));
  }

  /** Returns the inverse of {@code tanh}: ½ ln((1 + x) / (1 − x)); NaN beyond −1 and 1. */
  public static double atanh(double x) {
    double size = Math.abs(x);
    if (size > 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (size < 1 / HUGE) {
      return x;
    }
    double twice = 2 * size;
    double excess = size < 0.5 ? twice + twice * size / (1 - size) : twice / (1 - size);
    return Math.copySign(0.5 * Math.log1p(excess), x);
  }
}
