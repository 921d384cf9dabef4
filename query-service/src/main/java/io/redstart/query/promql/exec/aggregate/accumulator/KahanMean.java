// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;

/**
 * Computes the mean of each group: the sum divided by the count. Once the sum would exceed the
 * range of {@code double}, it updates the mean with each number instead (Prometheus 3.14,
 * promql/engine.go, aggregation).
 */
final class KahanMean implements Accumulator {
  private final QueryLimits limits;
  private final KahanSum sums;
  private double[] counts = {};
  /** By group: whether {@link #sums} holds the mean so far instead of the sum. */
  private boolean[] incremental = {};

  KahanMean(QueryLimits limits) {
    this.limits = limits;
    this.sums = new KahanSum(limits);
  }

  @Override
  public void begin(int step, int groups) {
    sums.begin(step, groups);
    counts = Growth.doubles(limits, counts, groups);
    incremental = Growth.booleans(limits, incremental, groups);
  }

  @Override
  public void set(int group, double value) {
    counts[group] = 1;
    incremental[group] = false;
    sums.set(group, value);
  }

  @Override
  public void add(int group, double value) {
    double count = ++counts[group];
    if (!incremental[group]) {
      if (!Double.isInfinite(sums.raw(group) + value)) {
        sums.add(group, value);
        return;
      }
      incremental[group] = true;
      double before = count - 1;
      sums.set(group, sums.raw(group) / before, sums.compensation(group) / before);
    }
    double kept = (count - 1) / count;
    sums.set(group, kept * sums.raw(group), kept * sums.compensation(group));
    sums.add(group, value / count);
  }

  @Override
  public double result(int group) {
    if (incremental[group]) {
      return sums.result(group);
    }
    return sums.raw(group) / counts[group] + sums.compensation(group) / counts[group];
  }
}
