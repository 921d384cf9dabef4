// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import io.redstart.query.promql.syntax.tree.Expr.VectorSelector;
import java.util.List;
import java.util.stream.Stream;

/** Finds the selectors of an expression. */
public final class Selectors implements Expr.Visitor<Stream<VectorSelector>> {
  private Selectors() {}

  /** Returns all selectors of an expression, from left to right. */
  public static List<VectorSelector> of(Expr expr) {
    return expr.accept(new Selectors()).toList();
  }

  @Override
  public Stream<VectorSelector> visit(Expr.NumberLiteral literal) {
    return Stream.empty();
  }

  @Override
  public Stream<VectorSelector> visit(Expr.StringLiteral literal) {
    return Stream.empty();
  }

  @Override
  public Stream<VectorSelector> visit(VectorSelector selector) {
    return Stream.of(selector);
  }

  @Override
  public Stream<VectorSelector> visit(Expr.RangeSelector range) {
    return Stream.of(range.selector());
  }

  @Override
  public Stream<VectorSelector> visit(Expr.Subquery subquery) {
    return subquery.inner().accept(this);
  }

  @Override
  public Stream<VectorSelector> visit(Expr.Parenthesized parenthesized) {
    return parenthesized.inner().accept(this);
  }

  @Override
  public Stream<VectorSelector> visit(Expr.Unary unary) {
    return unary.operand().accept(this);
  }

  @Override
  public Stream<VectorSelector> visit(Expr.Binary binary) {
    return Stream.concat(binary.left().accept(this), binary.right().accept(this));
  }

  @Override
  public Stream<VectorSelector> visit(Expr.SetOperation operation) {
    return Stream.concat(operation.left().accept(this), operation.right().accept(this));
  }

  @Override
  public Stream<VectorSelector> visit(Expr.Aggregation aggregation) {
    Stream<VectorSelector> operand = aggregation.operand().accept(this);
    Expr parameter = aggregation.parameter();
    return parameter == null ? operand : Stream.concat(parameter.accept(this), operand);
  }

  @Override
  public Stream<VectorSelector> visit(Expr.Call call) {
    return call.arguments().stream().flatMap(argument -> argument.accept(this));
  }
}
