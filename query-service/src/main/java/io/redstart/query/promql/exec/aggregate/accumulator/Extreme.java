// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;

/** Finds the least or greatest number of each group; NaN only where all numbers are NaN. */
final class Extreme implements Accumulator {
  private final QueryLimits limits;
  private final boolean greatest;
  private double[] values = {};

  Extreme(QueryLimits limits, boolean greatest) {
    this.limits = limits;
    this.greatest = greatest;
  }

  @Override
  public void begin(int step, int groups) {
    values = Growth.doubles(limits, values, groups);
  }

  @Override
  public void set(int group, double value) {
    values[group] = value;
  }

  @Override
  public void add(int group, double value) {
    double own = values[group];
    boolean better = greatest ? own < value : own > value;
    if (better || Double.isNaN(own)) {
      values[group] = value;
    }
  }

  @Override
  public double result(int group) {
    return values[group];
  }
}
