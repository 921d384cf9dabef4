// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

/**
 * Adds numbers and keeps the rounding error of each addition (Neumaier's variant of Kahan's sum, as
 * in Prometheus, util/kahansum).
 */
final class CompensatedSum {
  private double sum;
  private double compensation;

  /** Starts again. */
  void set(double value, double correction) {
    sum = value;
    compensation = correction;
  }

  void add(double value) {
    double next = sum + value;
    if (Double.isInfinite(next)) {
      compensation = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      compensation += (sum - next) + value;
    } else {
      compensation += (value - next) + sum;
    }
    sum = next;
  }

  /** Returns the sum without the correction. */
  double raw() {
    return sum;
  }

  /** Returns the sum of the rounding errors. */
  double compensation() {
    return compensation;
  }

  /** Returns the corrected sum. */
  double result() {
    return sum + compensation;
  }
}
