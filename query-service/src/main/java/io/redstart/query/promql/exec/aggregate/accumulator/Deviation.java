// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;

/**
 * Computes the population variance of each group, or its square root, with Welford's recurrence. A
 * group that begins with an infinite number has the result NaN, as does every group with a NaN.
 */
final class Deviation implements Accumulator {
  private final QueryLimits limits;
  private final boolean isRoot;
  private double[] counts = {};
  private double[] means = {};
  /** By group: the sum of the squared distances from the mean. */
  private double[] squares = {};

  Deviation(QueryLimits limits, boolean isRoot) {
    this.limits = limits;
    this.isRoot = isRoot;
  }

  @Override
  public void begin(int step, int groups) {
    counts = Growth.doubles(limits, counts, groups);
    means = Growth.doubles(limits, means, groups);
    squares = Growth.doubles(limits, squares, groups);
  }

  @Override
  public void set(int group, double value) {
    counts[group] = 1;
    means[group] = value;
    squares[group] = Double.isFinite(value) ? 0 : Double.NaN;
  }

  @Override
  public void add(int group, double value) {
    double distance = value - means[group];
    means[group] += distance / ++counts[group];
    squares[group] += distance * (value - means[group]);
  }

  @Override
  public double result(int group) {
    double variance = squares[group] / counts[group];
    return isRoot ? Math.sqrt(variance) : variance;
  }
}
