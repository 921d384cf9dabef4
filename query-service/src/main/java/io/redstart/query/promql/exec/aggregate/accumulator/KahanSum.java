// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.number.CompensatedSum;

/** Adds up each group and corrects the rounding errors at the end ({@link CompensatedSum}). */
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
    compensations[group] = CompensatedSum.error(compensations[group], sum, value);
    sums[group] = sum + value;
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
