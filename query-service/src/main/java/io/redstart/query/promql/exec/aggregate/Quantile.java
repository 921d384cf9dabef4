// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.aggregate.accumulator.Accumulator;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.number.FloatText;
import java.util.Arrays;
import java.util.Objects;

/**
 * Computes a quantile of the numbers of each group, linear between ranks; NaN is the least number
 * (Prometheus 3.14, promql/quantile.go, quantile).
 */
final class Quantile implements Accumulator {
  private final QueryContext context;
  private final StepParameter parameter;
  private final TextRange parameterAt;
  private final Groups groups;
  private int[] starts = {};
  private int[] counts = {};
  /** The numbers of each group, one group after the other. */
  private double[] values = {};

  private double quantile;

  Quantile(QueryContext context, Plan.Aggregation plan, StepParameter parameter, Groups groups) {
    this.context = context;
    this.parameter = parameter;
    this.parameterAt = Objects.requireNonNull(plan.parameterAt(), "parameterAt");
    this.groups = groups;
  }

  @Override
  public void begin(int step, int size) {
    if (step == 0) {
      parameter.compute();
      warn(context.annotations());
    }
    quantile = parameter.at(step);
    starts = groups.starts();
    counts = Growth.ints(context.limits(), counts, size, 0);
    values = Growth.doubles(context.limits(), values, groups.inputs());
  }

  private void warn(Annotations annotations) {
    if (parameter.hasNan()) {
      warn(annotations, Double.NaN);
    }
    if (parameter.max() > 1) {
      warn(annotations, parameter.max());
    }
    if (parameter.min() < 0) {
      warn(annotations, parameter.min());
    }
  }

  private void warn(Annotations annotations, double value) {
    annotations.warn(
        parameterAt, "quantile value should be between 0 and 1, got " + FloatText.compact(value));
  }

  @Override
  public void set(int group, double value) {
    counts[group] = 0;
    add(group, value);
  }

  @Override
  public void add(int group, double value) {
    values[starts[group] + counts[group]++] = value;
  }

  @Override
  public double result(int group) {
    if (Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0 || quantile > 1) {
      return quantile < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    int from = starts[group];
    int count = counts[group];
    Arrays.sort(values, from, from + count);
    double rank = quantile * (count - 1);
    int lower = (int) Math.floor(rank);
    double weight = rank - lower;
    int nans = nans(from, count);
    return ranked(from, nans, lower) * (1 - weight)
        + ranked(from, nans, Math.min(count - 1, lower + 1)) * weight;
  }

  /** Returns how many numbers are NaN: Java sorts them last. */
  private int nans(int from, int count) {
    int nans = 0;
    while (nans < count && Double.isNaN(values[from + count - 1 - nans])) {
      nans++;
    }
    return nans;
  }

  private double ranked(int from, int nans, int rank) {
    return rank < nans ? Double.NaN : values[from + rank - nans];
  }
}
