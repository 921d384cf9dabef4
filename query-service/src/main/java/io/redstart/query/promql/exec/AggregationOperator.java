// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.function.Accumulator;
import io.redstart.query.promql.plan.Plan;
import java.util.List;

/** {@code sum}, {@code avg}, {@code min}, {@code max} and {@code count}. */
final class AggregationOperator implements Operator {
  private final Operator operand;
  private final StepVector in;
  private final Groups groups;
  private final Accumulator accumulator;

  AggregationOperator(Plan.Aggregation plan, Operator operand) {
    this.operand = operand;
    this.in = StepVector.of(operand);
    this.groups = new Groups(operand.series(), plan.grouping());
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
      if (into.has(group)) {
        into.set(group, accumulator.result(group));
      }
    }
  }
}
