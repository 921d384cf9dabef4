// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.EngineConfig;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.function.Arithmetic;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.syntax.ValueType;
import java.util.Optional;

/**
 * Makes the plan of a checked syntax tree for given steps. For all steps at once, a selector reads
 * the samples in {@code (start − width − offset, end − offset]}, where the width is its range or
 * the lookback delta: windows are open on the left.
 */
public final class Planner implements Expr.Visitor<Plan> {
  private final Steps steps;
  private final EngineConfig config;

  /** Makes a planner. */
  public Planner(Steps steps, EngineConfig config) {
    this.steps = steps;
    this.config = config;
  }

  /**
   * Returns the plan of an expression.
   *
   * @param expr checked, of type scalar or instant vector
   */
  public Plan plan(Expr expr) {
    return expr.accept(this);
  }

  /** Returns the selection of a range selector. */
  public Selection selection(Expr.RangeSelector range) {
    return selection(range.selector(), range.rangeMillis(), false);
  }

  private Selection selection(Expr.VectorSelector selector, long widthMillis, boolean newestOnly) {
    long offsetMillis = selector.offsetMillis();
    return new Selection(
        selector.matchers(),
        steps.startMillis() - widthMillis - offsetMillis,
        steps.endMillis() - offsetMillis,
        newestOnly);
  }

  @Override
  public Plan visit(Expr.NumberLiteral literal) {
    return new Plan.Constant(literal.value());
  }

  @Override
  public Plan visit(Expr.VectorSelector selector) {
    long lookbackMillis = config.lookbackDelta().toMillis();
    boolean newestOnly = steps.count() == 1;
    return new Plan.InstantSelector(
        selection(selector, lookbackMillis, newestOnly), selector.offsetMillis(), lookbackMillis);
  }

  @Override
  public Plan visit(Expr.Parenthesized parenthesized) {
    return plan(parenthesized.inner());
  }

  @Override
  public Plan visit(Expr.Unary unary) {
    Plan operand = plan(unary.operand());
    if (!unary.minus()) {
      return operand;
    }
    return operand instanceof Plan.Constant constant
        ? new Plan.Constant(-constant.value())
        : new Plan.Negation(operand);
  }

  @Override
  public Plan visit(Expr.Binary binary) {
    Plan left = plan(binary.left());
    Plan right = plan(binary.right());
    boolean scalarLeft = binary.left().type() == ValueType.SCALAR;
    boolean scalarRight = binary.right().type() == ValueType.SCALAR;
    if (left instanceof Plan.Constant first && right instanceof Plan.Constant second) {
      return new Plan.Constant(Arithmetic.compute(binary.op(), first.value(), second.value()));
    }
    if (scalarLeft || scalarRight) {
      Plan vector = scalarLeft ? right : left;
      Plan scalar = scalarLeft ? left : right;
      return new Plan.VectorScalar(binary.op(), vector, scalar, scalarLeft, binary.returnBool());
    }
    return new Plan.VectorVector(binary.op(), left, right, binary.matching(), binary.returnBool());
  }

  @Override
  public Plan visit(Expr.SetOperation operation) {
    return new Plan.SetOperation(
        operation.op(), plan(operation.left()), plan(operation.right()), operation.matching());
  }

  @Override
  public Plan visit(Expr.Aggregation aggregation) {
    return new Plan.Aggregation(
        aggregation.op(), aggregation.grouping(), plan(aggregation.operand()));
  }

  @Override
  public Plan visit(Expr.Call call) {
    return switch (call.function()) {
      case RATE -> overRange(RangeFunction.RATE, call);
      case INCREASE -> overRange(RangeFunction.INCREASE, call);
      case HISTOGRAM_QUANTILE -> quantile(call);
    };
  }

  private Plan overRange(RangeFunction function, Expr.Call call) {
    Expr argument = call.arguments().get(0).withoutParentheses();
    if (!(argument instanceof Expr.RangeSelector range)) {
      throw new IllegalStateException(call.function().text() + " of " + argument);
    }
    return new Plan.OverRange(
        function,
        selection(range),
        range.selector().offsetMillis(),
        range.rangeMillis(),
        range.at());
  }

  private Plan quantile(Expr.Call call) {
    Expr phi = call.arguments().get(0).withoutParentheses();
    Expr buckets = call.arguments().get(1).withoutParentheses();
    var classic = new Plan.ClassicQuantile(plan(phi), plan(buckets), phi.at(), buckets.at());
    if (!config.fineQuantiles()) {
      return classic;
    }
    Optional<FinePlan> histograms = classic.buckets().accept(new FinePlanner());
    return histograms.isPresent() ? new Plan.FineQuantile(classic, histograms.get()) : classic;
  }

  @Override
  public Plan visit(Expr.StringLiteral literal) {
    throw new IllegalStateException("a string is not planned: " + literal.value());
  }

  @Override
  public Plan visit(Expr.RangeSelector selector) {
    throw new IllegalStateException("a range vector is not planned: " + selector);
  }
}
