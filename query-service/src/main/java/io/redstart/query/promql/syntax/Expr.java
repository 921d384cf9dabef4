// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.model.LabelMatcher;
import java.util.List;

/** A node of a query's syntax tree; immutable. */
public sealed interface Expr {
  /** Returns its range in the query. */
  TextRange at();

  /** Returns the type of its value. */
  ValueType type();

  /** Calls the method of the visitor for this kind of node. */
  <R> R accept(Visitor<R> visitor);

  /** Returns this expression without its outer parentheses. */
  default Expr withoutParentheses() {
    Expr expr = this;
    while (expr instanceof Parenthesized parenthesized) {
      expr = parenthesized.inner();
    }
    return expr;
  }

  /** A number, or a duration in seconds. */
  record NumberLiteral(double value, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A string, without its quotes and escapes. */
  record StringLiteral(String value, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * {@code calls_total{service_name="checkout"} offset 5m}.
   *
   * @param matchers include the metric's name, which comes first if it is before the braces
   * @param offsetMillis how far back in time it looks; negative for the future
   */
  record VectorSelector(List<LabelMatcher> matchers, long offsetMillis, TextRange at)
      implements Expr {
    /** Copies the list. */
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * {@code calls_total[5m]}.
   *
   * @param selector selects the series, and holds the offset
   * @param rangeMillis the length of the range
   */
  record RangeSelector(VectorSelector selector, long rangeMillis, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An expression in parentheses. */
  record Parenthesized(Expr inner, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return inner.type();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A sign before something other than a number. */
  record Unary(boolean minus, Expr operand, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return operand.type();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A binary operator with its operands.
   *
   * @param returnBool whether a comparison gives 0 or 1 instead of filtering
   * @param matching applies only between two vectors
   */
  record Binary(
      BinaryOp op, Expr left, Expr right, boolean returnBool, Matching matching, TextRange at)
      implements Expr {
    @Override
    public ValueType type() {
      return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
          ? ValueType.SCALAR
          : ValueType.VECTOR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A set operator with its two vectors. */
  record SetOperation(SetOp op, Expr left, Expr right, Matching matching, TextRange at)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code sum by (service_name) (…)}. */
  record Aggregation(AggregateOp op, Expr operand, Grouping grouping, TextRange at)
      implements Expr {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A function with its arguments. */
  record Call(Function function, List<Expr> arguments, TextRange at) implements Expr {
    /** Copies the list. */
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One method for each kind of node. */
  interface Visitor<R> {
    R visit(NumberLiteral literal);

    R visit(StringLiteral literal);

    R visit(VectorSelector selector);

    R visit(RangeSelector selector);

    R visit(Parenthesized parenthesized);

    R visit(Unary unary);

    R visit(Binary binary);

    R visit(SetOperation setOperation);

    R visit(Aggregation aggregation);

    R visit(Call call);
  }
}
