// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.aggregate.accumulator.Accumulator;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;

/**
 * Computes {@code sum} and {@code avg}, of numbers and of histograms. A group with both has no
 * result.
 */
final class SumAggregation implements Operator {
  private final QueryContext context;
  private final Operator operand;
  private final StepVector in;
  private final Groups groups;
  private final Accumulator numbers;
  private final HistogramGroups histograms;

  SumAggregation(QueryContext context, Plan.Aggregation plan, Operator operand, Groups groups) {
    this.context = context;
    this.operand = operand;
    this.in = new StepVector(context.limits());
    this.groups = groups;
    boolean isMean = plan.op() == AggregateOp.AVG;
    this.numbers = isMean ? Accumulator.mean(context.limits()) : Accumulator.sum(context.limits());
    this.histograms = new HistogramGroups(context, plan.vectorAt(), isMean);
  }

  @Override
  public SeriesList series() {
    return groups.series();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    groups.update();
    into.clear(groups.size());
    numbers.begin(step, groups.size());
    histograms.begin(groups.size());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        add(i, groups.of(i), into);
      }
    }
    for (int group = 0; group < groups.size(); group++) {
      context.limits().check(group);
      if (into.has(group)) {
        into.set(group, numbers.result(group));
      }
    }
    histograms.finish(into);
  }

  private void add(int input, int group, StepVector into) {
    Histogram histogram = in.histogram(input);
    if (histogram != null) {
      histograms.add(group, histogram, into.has(group), operand.series().labels(input));
    } else if (into.has(group)) {
      numbers.add(group, in.get(input));
    } else if (!histograms.isIncompatible(group)) {
      numbers.set(group, in.get(input));
      into.set(group, 0);
    }
  }
}
