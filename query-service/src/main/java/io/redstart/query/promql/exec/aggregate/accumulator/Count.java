// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;

/** Counts the samples of each group. */
final class Count implements Accumulator {
  private final QueryLimits limits;
  private double[] counts = {};

  Count(QueryLimits limits) {
    this.limits = limits;
  }

  @Override
  public void begin(int step, int groups) {
    counts = Growth.doubles(limits, counts, groups);
  }

  @Override
  public void set(int group, double value) {
    counts[group] = 1;
  }

  @Override
  public void add(int group, double value) {
    counts[group]++;
  }

  @Override
  public double result(int group) {
    return counts[group];
  }
}
