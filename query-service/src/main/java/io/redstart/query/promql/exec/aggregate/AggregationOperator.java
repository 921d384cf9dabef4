// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.aggregate.accumulator.Accumulator;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Plan;
import java.util.function.Function;

/** Makes the operators of aggregations. */
public final class AggregationOperator {
  private AggregationOperator() {}

  /**
   * Returns the operator of an aggregation.
   *
   * @param operators opens the vector and the parameter
   */
  public static Operator of(
      QueryContext context, Plan.Aggregation plan, Function<Plan, Operator> operators) {
    Operator vector = operators.apply(plan.vector());
    return switch (plan.op()) {
      case SUM, AVG -> new SumAggregation(context, plan, vector, groups(context, plan, vector));
      case COUNT, MIN, MAX, GROUP, STDDEV, STDVAR, QUANTILE -> {
        Groups groups = groups(context, plan, vector);
        Accumulator accumulator = accumulator(context, plan, operators, groups);
        yield new NumberAggregation(context, plan, vector, groups, accumulator);
      }
      case TOPK, BOTTOMK, LIMITK -> {
        Groups groups = groups(context, plan, vector);
        StepParameter parameter = new StepParameter(context, plan, operators);
        yield new GroupSelection(context, plan, vector, groups, parameter);
      }
      case LIMIT_RATIO ->
        new RatioSelection(context, plan, vector, new StepParameter(context, plan, operators));
      case COUNT_VALUES -> new ValueCount(context, plan, vector);
    };
  }

  private static Groups groups(QueryContext context, Plan.Aggregation plan, Operator vector) {
    return new Groups(context.limits(), vector.series(), plan.grouping());
  }

  private static Accumulator accumulator(
      QueryContext context,
      Plan.Aggregation plan,
      Function<Plan, Operator> operators,
      Groups groups) {
    return switch (plan.op()) {
      case COUNT -> Accumulator.count(context.limits());
      case MIN -> Accumulator.min(context.limits());
      case MAX -> Accumulator.max(context.limits());
      case GROUP -> Accumulator.existence();
      case STDDEV -> Accumulator.standardDeviation(context.limits());
      case STDVAR -> Accumulator.variance(context.limits());
      case QUANTILE -> {
        StepParameter parameter = new StepParameter(context, plan, operators);
        yield new Quantile(context, plan, parameter, groups);
      }
      case SUM, AVG, TOPK, BOTTOMK, COUNT_VALUES, LIMITK, LIMIT_RATIO ->
        throw new IllegalArgumentException(plan.op().text() + " has no accumulator");
    };
  }
}
