// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.exec.aggregate.AggregationOperator;
import io.redstart.query.promql.exec.binary.NegationOperator;
import io.redstart.query.promql.exec.binary.SetOperator;
import io.redstart.query.promql.exec.binary.VectorScalarOperator;
import io.redstart.query.promql.exec.binary.VectorVectorOperator;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperators;
import io.redstart.query.promql.exec.fold.FoldOperator;
import io.redstart.query.promql.exec.fold.QuantileFoldOperator;
import io.redstart.query.promql.exec.operator.ConstantOperator;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.StepInvariantOperator;
import io.redstart.query.promql.exec.scan.ComputedSeries;
import io.redstart.query.promql.exec.scan.InstantSelectorOperator;
import io.redstart.query.promql.exec.scan.RangeOperand;
import io.redstart.query.promql.exec.scan.SmoothedSelectorOperator;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.Expr;

/** Makes the operators of a plan whose series were read. */
final class OperatorBuilder implements Plan.Visitor<Operator> {
  private final QueryContext context;
  private final TotalsOnly totals;
  private final FunctionOperators functions;

  OperatorBuilder(QueryContext context, Plan plan, FunctionOperators functions) {
    this.context = context;
    this.totals = TotalsOnly.of(plan);
    this.functions = functions;
  }

  /** Returns the operator of a vector or a scalar. */
  Operator operator(Plan plan) {
    return plan.accept(this);
  }

  /** Returns the operand of a range vector; computes a subquery at all its steps. */
  RangeOperand range(Plan plan) {
    if (plan instanceof Plan.Subquery subquery) {
      Operator inner = operator(subquery.inner());
      return new RangeOperand(
          context, subquery, ComputedSeries.of(context, inner, subquery.inner().steps()));
    }
    return new RangeOperand(context, (Plan.RangeSelector) plan, totals.apply(plan));
  }

  @Override
  public Operator visit(Plan.Constant constant) {
    return new ConstantOperator(constant.value());
  }

  @Override
  public Operator visit(Plan.InstantSelector selector) {
    if (selector.edges() == Expr.Edges.SMOOTHED) {
      return new SmoothedSelectorOperator(context, selector);
    }
    return totals.apply(selector)
        ? InstantSelectorOperator.ofTotals(context, selector)
        : new InstantSelectorOperator(context, selector);
  }

  @Override
  public Operator visit(Plan.StepInvariant invariant) {
    return new StepInvariantOperator(context, operator(invariant.inner()));
  }

  @Override
  public Operator visit(Plan.Negation negation) {
    return new NegationOperator(context, operator(negation.vector()));
  }

  @Override
  public Operator visit(Plan.VectorScalar plan) {
    return new VectorScalarOperator(
        context, plan, operator(plan.vector()), operator(plan.scalar()));
  }

  @Override
  public Operator visit(Plan.VectorVector plan) {
    return new VectorVectorOperator(context, plan, operator(plan.left()), operator(plan.right()));
  }

  @Override
  public Operator visit(Plan.SetOperation plan) {
    return new SetOperator(context, plan, operator(plan.left()), operator(plan.right()));
  }

  @Override
  public Operator visit(Plan.Aggregation plan) {
    return AggregationOperator.of(context, plan, this::operator);
  }

  @Override
  public Operator visit(Plan.FoldedAggregation plan) {
    return new FoldOperator(context, plan);
  }

  @Override
  public Operator visit(Plan.FoldedQuantile plan) {
    return new QuantileFoldOperator(context, plan);
  }

  @Override
  public Operator visit(Plan.Call call) {
    return functions
        .operator(call.function().name())
        .open(new CallContext(context, call, this::operator, this::range));
  }

  @Override
  public Operator visit(Plan.Text text) {
    throw new IllegalStateException("a string has no operator: " + text);
  }

  @Override
  public Operator visit(Plan.RangeSelector selector) {
    throw new IllegalStateException("a range vector has no operator: " + selector);
  }

  @Override
  public Operator visit(Plan.Subquery subquery) {
    throw new IllegalStateException("a range vector has no operator: " + subquery);
  }
}
