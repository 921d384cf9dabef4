// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.value.StepVector;
import java.util.Objects;
import java.util.function.Function;

/**
 * The scalar parameter of an aggregation at all steps. It is computed before the first step, because
 * Prometheus judges all its values together.
 */
final class StepParameter {
  private final QueryContext context;
  private final Operator operator;
  private final int steps;
  private double[] values = {};
  private double min = Double.MAX_VALUE;
  private double max = -Double.MAX_VALUE;

  StepParameter(QueryContext context, Plan.Aggregation plan, Function<Plan, Operator> operators) {
    this.context = context;
    this.operator = operators.apply(Objects.requireNonNull(plan.parameter(), "parameter"));
    this.steps = plan.steps().count();
  }

  /** Computes all steps. */
  void compute() {
    context.limits().hold(Footprint.longs(steps));
    values = new double[steps];
    StepVector vector = new StepVector(context.limits());
    for (int step = 0; step < steps; step++) {
      context.limits().check(step);
      operator.next(step, vector);
      values[step] = vector.get(0);
      min = Math.min(min, values[step]);
      max = Math.max(max, values[step]);
    }
  }

  /** Returns the value at a step. */
  double at(int step) {
    return values[step];
  }

  /** Returns the least value; NaN if a value is NaN. */
  double min() {
    return min;
  }

  /** Returns the greatest value; NaN if a value is NaN. */
  double max() {
    return max;
  }

  /** Returns whether a value is NaN. */
  boolean hasNan() {
    return Double.isNaN(max);
  }
}
