// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.plan.Plan;
import java.util.Optional;

/** Makes the operators of a plan, and reads their series. */
final class OperatorBuilder implements Plan.Visitor<Operator> {
  private final QueryContext context;

  OperatorBuilder(QueryContext context) {
    this.context = context;
  }

  @Override
  public Operator visit(Plan.Constant constant) {
    return new ConstantOperator(constant.value());
  }

  @Override
  public Operator visit(Plan.InstantSelector selector) {
    return new InstantSelectorOperator(context, selector);
  }

  @Override
  public Operator visit(Plan.OverRange overRange) {
    return new OverRangeOperator(context, overRange);
  }

  @Override
  public Operator visit(Plan.Negation negation) {
    return new NegationOperator(context.limits(), negation.vector().accept(this));
  }

  @Override
  public Operator visit(Plan.VectorScalar plan) {
    return new VectorScalarOperator(
        context.limits(), plan, plan.vector().accept(this), plan.scalar().accept(this));
  }

  @Override
  public Operator visit(Plan.VectorVector plan) {
    return new VectorVectorOperator(
        context.limits(), plan, plan.left().accept(this), plan.right().accept(this));
  }

  @Override
  public Operator visit(Plan.SetOperation plan) {
    return new SetOperator(
        context.limits(), plan, plan.left().accept(this), plan.right().accept(this));
  }

  @Override
  public Operator visit(Plan.Aggregation plan) {
    return new AggregationOperator(context.limits(), plan, plan.vector().accept(this));
  }

  @Override
  public Operator visit(Plan.ClassicQuantile plan) {
    return new ClassicQuantileOperator(
        context, plan, plan.phi().accept(this), plan.buckets().accept(this));
  }

  @Override
  public Operator visit(Plan.FineQuantile plan) {
    Optional<FineOperator> fine = plan.histograms().accept(new FineOperatorBuilder(context));
    if (fine.isEmpty()) {
      return visit(plan.classic());
    }
    Operator phi = plan.classic().phi().accept(this);
    var checker = new PhiChecker(context, phi, plan.classic().phiAt());
    return new FineQuantileOperator(context.limits(), checker, fine.get());
  }
}
