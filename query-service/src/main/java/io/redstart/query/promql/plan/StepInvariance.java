// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Decides what is the same at every step: what reads at times that {@code @} fixes, or does not
 * read at all. The rules are those of {@code PreprocessExpr} in Prometheus' {@code
 * promql/engine.go}.
 */
final class StepInvariance implements Expr.Visitor<Boolean> {
  /** Functions of the step's time, or of the time at which a sample was taken. */
  private static final Set<String> OF_TIME = Set.of(
      "days_in_month",
      "day_of_month",
      "day_of_week",
      "day_of_year",
      "end",
      "hour",
      "minute",
      "month",
      "year",
      "predict_linear",
      "range",
      "start",
      "step",
      "time",
      "timestamp");

  private final IdentityHashMap<Expr, Boolean> known = new IdentityHashMap<>();

  /** Returns whether an expression is invariant and saves work if it is computed once. */
  boolean isWorthwhile(Expr expr) {
    ValueType type = expr.type();
    return (type == ValueType.VECTOR || type == ValueType.SCALAR)
        && !(expr instanceof Expr.NumberLiteral)
        && is(expr);
  }

  private boolean is(Expr expr) {
    Boolean before = known.get(expr);
    if (before == null) {
      before = expr.accept(this);
      known.put(expr, before);
    }
    return before;
  }

  private boolean areAll(List<Expr> exprs) {
    boolean all = true;
    for (Expr expr : exprs) {
      all &= is(expr);
    }
    return all;
  }

  @Override
  public Boolean visit(Expr.NumberLiteral literal) {
    return true;
  }

  @Override
  public Boolean visit(Expr.StringLiteral literal) {
    return true;
  }

  @Override
  public Boolean visit(Expr.VectorSelector selector) {
    return selector.shift().at() != null;
  }

  @Override
  public Boolean visit(Expr.RangeSelector selector) {
    return is(selector.selector());
  }

  @Override
  public Boolean visit(Expr.Subquery subquery) {
    return subquery.shift().at() != null;
  }

  @Override
  public Boolean visit(Expr.Parenthesized parenthesized) {
    return is(parenthesized.inner());
  }

  @Override
  public Boolean visit(Expr.Unary unary) {
    return is(unary.operand());
  }

  @Override
  public Boolean visit(Expr.Binary binary) {
    return areAll(List.of(binary.left(), binary.right()));
  }

  @Override
  public Boolean visit(Expr.SetOperation operation) {
    return areAll(List.of(operation.left(), operation.right()));
  }

  /** Of the operand alone, as in Prometheus: a parameter is then taken from the first step. */
  @Override
  public Boolean visit(Expr.Aggregation aggregation) {
    return is(aggregation.operand());
  }

  @Override
  public Boolean visit(Expr.Call call) {
    String name = call.function().name();
    if (name.equals("timestamp")
        && call.arguments().get(0).withoutParentheses() instanceof Expr.VectorSelector selector) {
      return is(selector);
    }
    return !OF_TIME.contains(name) && areAll(call.arguments());
  }
}
