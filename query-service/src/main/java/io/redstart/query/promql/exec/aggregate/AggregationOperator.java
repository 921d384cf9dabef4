// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.model.Labels;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.Accumulator;
import io.redstart.query.promql.plan.Plan;
import java.util.List;

/** Computes {@code sum}, {@code avg}, {@code min}, {@code max} and {@code count}. */
final class AggregationOperator implements Operator {
  /** Bytes by group: a number and its correction. */
  private static final int ACCUMULATED = 16;

  private final QueryLimits limits;
  private final Operator operand;
  private final StepVector in;
  private final Groups groups;
  private final Accumulator accumulator;

  AggregationOperator(QueryLimits limits, Plan.Aggregation plan, Operator operand) {
    this.limits = limits;
    this.operand = operand;
    this.in = StepVector.of(operand, limits);
    this.groups = new Groups(limits, operand.series(), plan.grouping());
    limits.hold(ACCUMULATED * (long) groups.labels().size());
    this.accumulator = Accumulator.of(plan.op(), groups.labels().size());
  }

  @Override
  public List<Labels> series() {
    return groups.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    operand.next(step, in);
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i)) {
        int group = groups.of(i);
        if (into.has(group)) {
          accumulator.add(group, in.get(i));
        } else {
          accumulator.set(group, in.get(i));
          into.set(group, 0);
        }
      }
    }
    for (int group = 0; group < into.size(); group++) {
      limits.check(group);
      if (into.has(group)) {
        into.set(group, accumulator.result(group));
      }
    }
  }
}
