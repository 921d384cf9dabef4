// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.syntax.Expr.VectorSelector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the selectors of an expression. */
public final class Selectors implements Expr.Visitor<@Nullable Void> {
  private final List<VectorSelector> found = new ArrayList<>();

  private Selectors() {}

  /** Returns all selectors of an expression, from left to right. */
  public static List<VectorSelector> of(Expr expr) {
    var selectors = new Selectors();
    expr.accept(selectors);
    return List.copyOf(selectors.found);
  }

  @Override
  public @Nullable Void visit(Expr.NumberLiteral literal) {
    return null;
  }

  @Override
  public @Nullable Void visit(Expr.StringLiteral literal) {
    return null;
  }

  @Override
  public @Nullable Void visit(VectorSelector selector) {
    found.add(selector);
    return null;
  }

  @Override
  public @Nullable Void visit(Expr.RangeSelector range) {
    return range.selector().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.Subquery subquery) {
    return subquery.inner().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.Parenthesized parenthesized) {
    return parenthesized.inner().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.Unary unary) {
    return unary.operand().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.Binary binary) {
    binary.left().accept(this);
    return binary.right().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.SetOperation operation) {
    operation.left().accept(this);
    return operation.right().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.Aggregation aggregation) {
    if (aggregation.parameter() != null) {
      aggregation.parameter().accept(this);
    }
    return aggregation.operand().accept(this);
  }

  @Override
  public @Nullable Void visit(Expr.Call call) {
    call.arguments().forEach(argument -> argument.accept(this));
    return null;
  }
}
