// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

/**
 * A sum that keeps the rounding error of each addition and corrects it at the end (Neumaier's
 * variant of Kahan's sum; Prometheus' util/kahansum).
 */
final class CompensatedSum {
  private double sum;
  private double error;

  void clear() {
    set(0, 0);
  }

  void set(double newSum, double newError) {
    sum = newSum;
    error = newError;
  }

  void add(double value) {
    double next = sum + value;
    if (Double.isInfinite(next)) {
      error = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      error += (sum - next) + value;
    } else {
      error += (value - next) + sum;
    }
    sum = next;
  }

  /** Returns the sum without the correction. */
  double raw() {
    return sum;
  }

  /** Returns the correction. */
  double error() {
    return error;
  }

  double result() {
    return sum + error;
  }
}
