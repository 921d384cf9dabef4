// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;

/**
 * Adds numbers, keeps the rounding error of each addition and corrects it at the end (Neumaier's
 * variant of Kahan's sum, as in Prometheus, util/kahansum). One object adds for many groups and
 * keeps its state by group.
 */
final class KahanSum implements Accumulator {
  private final QueryLimits limits;
  private double[] sums = {};
  private double[] compensations = {};

  KahanSum(QueryLimits limits) {
    this.limits = limits;
  }

  @Override
  public void begin(int step, int groups) {
    sums = Growth.doubles(limits, sums, groups);
    compensations = Growth.doubles(limits, compensations, groups);
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

  /** Returns the sum of a group without the correction. */
  double raw(int group) {
    return sums[group];
  }

  /** Returns the correction of a group: the sum of its rounding errors. */
  double compensation(int group) {
    return compensations[group];
  }

  @Override
  public double result(int group) {
    return sums[group] + compensations[group];
  }
}
