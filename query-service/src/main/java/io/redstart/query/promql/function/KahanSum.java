// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

/**
 * Adds numbers with the error of each addition kept and made good at the end (Neumaier's variant of
 * Kahan's sum, as in Prometheus, util/kahansum). One object adds for many groups: state is by
 * group.
 */
final class KahanSum implements Accumulator {
  private final double[] sums;
  private final double[] compensations;

  KahanSum(int groups) {
    this.sums = new double[groups];
    this.compensations = new double[groups];
  }

  @Override
  public void set(int group, double value) {
    set(group, value, 0);
  }

  void set(int group, double sum, double compensation) {
    sums[group] = sum;
    compensations[group] = compensation;
  }

  @Override
  public void add(int group, double value) {
    double sum = sums[group];
    double next = sum + value;
    if (Double.isInfinite(next)) {
      compensations[group] = 0;
    } else if (Math.abs(sum) >= Math.abs(value)) {
      compensations[group] += (sum - next) + value;
    } else {
      compensations[group] += (value - next) + sum;
    }
    sums[group] = next;
  }

  /** Returns the sum of a group without what its additions lost. */
  double raw(int group) {
    return sums[group];
  }

  /** Returns what the additions of a group lost. */
  double compensation(int group) {
    return compensations[group];
  }

  @Override
  public double result(int group) {
    return sums[group] + compensations[group];
  }
}
