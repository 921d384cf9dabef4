// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.plan.FinePlan;
import java.util.Optional;

/** Makes the operators of a fine plan, if the source has fine bins for all its selections. */
final class FineOperatorBuilder implements FinePlan.Visitor<Optional<FineOperator>> {
  private final QueryContext context;

  FineOperatorBuilder(QueryContext context) {
    this.context = context;
  }

  @Override
  public Optional<FineOperator> visit(FinePlan.Instant instant) {
    return context
        .reader()
        .selectFine(instant.selector().selection())
        .map(selected -> new FineInstantOperator(context, instant.selector(), selected));
  }

  @Override
  public Optional<FineOperator> visit(FinePlan.OverRange over) {
    return context
        .reader()
        .selectFine(over.overRange().selection())
        .map(selected -> new FineOverRangeOperator(context, over.overRange(), selected));
  }

  @Override
  public Optional<FineOperator> visit(FinePlan.Aggregation aggregation) {
    return aggregation
        .histograms()
        .accept(this)
        .map(operand -> new FineAggregationOperator(context.limits(), aggregation, operand));
  }

  @Override
  public Optional<FineOperator> visit(FinePlan.Scaling scaling) {
    return scaling
        .histograms()
        .accept(this)
        .map(operand -> new FineScalingOperator(context.limits(), scaling.factor(), operand));
  }
}
