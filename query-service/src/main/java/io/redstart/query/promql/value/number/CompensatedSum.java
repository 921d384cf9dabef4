// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

/**
 * A sum that keeps the rounding error of each addition and corrects it at the end (Neumaier's
 * variant of Kahan's sum; Prometheus' util/kahansum).
 */
public final class CompensatedSum {
  private double sum;
  private double error;

  /**
   * Returns the correction of a sum after an addition.
   *
   * @param error the correction before
   * @param sum the sum before, without the correction
   * @param value the number to add
   */
  public static double error(double error, double sum, double value) {
    double next = sum + value;
    if (Double.isInfinite(next)) {
      return 0;
    }
    return error + (Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum);
  }

  /** Starts again at 0. */
  public void clear() {
    set(0, 0);
  }

  /** Continues from a sum and its correction. */
  public void set(double newSum, double newError) {
    sum = newSum;
    error = newError;
  }

  /** Adds a number. */
  public void add(double value) {
    error = error(error, sum, value);
    sum += value;
  }

  /** Returns the sum without the correction. */
  public double raw() {
    return sum;
  }

  /** Returns the correction. */
  public double error() {
    return error;
  }

  /** Returns the corrected sum. */
  public double result() {
    return sum + error;
  }
}
