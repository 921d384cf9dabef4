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

/**
 * Aggregates each group to one number. {@code count} and {@code group} see histograms as samples
 * like any other; the other aggregations ignore them, but for fine bins ({@link FineExtremes}).
 */
final class NumberAggregation implements Operator {
  private final QueryContext context;
  private final Plan.Aggregation plan;
  private final Operator operand;
  private final StepVector in;
  private final Groups groups;
  private final Accumulator accumulator;
  private final boolean countsHistograms;
  private final FineExtremes fine;
  private boolean ignoredHistogram;

  NumberAggregation(
      QueryContext context,
      Plan.Aggregation plan,
      Operator operand,
      Groups groups,
      Accumulator accumulator) {
    this.context = context;
    this.plan = plan;
    this.operand = operand;
    this.in = new StepVector(context.limits());
    this.groups = groups;
    this.accumulator = accumulator;
    this.fine = new FineExtremes(context.limits(), plan.op());
    this.countsHistograms = plan.op() == AggregateOp.COUNT || plan.op() == AggregateOp.GROUP;
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
    accumulator.begin(step, groups.size());
    fine.begin(groups.size());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        if (countsHistograms || in.histogram(i) == null) {
          accumulate(groups.of(i), in.get(i), into);
        } else if (!fine.add(groups.of(i), in.histogram(i))) {
          ignoreHistogram();
        }
      }
    }
    for (int group = 0; group < groups.size(); group++) {
      context.limits().check(group);
      if (into.has(group)) {
        into.set(group, accumulator.result(group));
      }
    }
    fine.finish(into);
  }

  private void accumulate(int group, double value, StepVector into) {
    if (into.has(group)) {
      accumulator.add(group, value);
    } else {
      accumulator.set(group, value);
      into.set(group, 0);
    }
  }

  private void ignoreHistogram() {
    if (!ignoredHistogram) {
      ignoredHistogram = true;
      context
          .annotations()
          .inform(plan.vectorAt(), "ignored histogram in " + plan.op().text() + " aggregation");
    }
  }
}
