// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.syntax.text.TextRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * A number, or a duration in seconds.
   *
   * @param duration whether it was written as a duration, for the printer
   */
  record NumberLiteral(double value, boolean duration, TextRange at) implements Expr {
    /** Makes a plain number. */
    public NumberLiteral(double value, TextRange at) {
      this(value, false, at);
    }

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

  /** The time that {@code @} names. */
  sealed interface AtTime {
    /** {@code @ 1603774568}: epoch milliseconds. */
    record Fixed(long millis) implements AtTime {}

    /** {@code @ start()}: the first step of the query. */
    record Start() implements AtTime {}

    /** {@code @ end()}: the end of the query. */
    record End() implements AtTime {}
  }

  /**
   * Where in time a selector or subquery looks, relative to a step.
   *
   * @param at the time of {@code @}, or null for the step's own
   * @param offset how far back from there: seconds; null for none; negative for the future
   */
  record TimeShift(@Nullable AtTime at, @Nullable DurationExpr offset) {
    /** No shift. */
    public static final TimeShift NONE = new TimeShift(null, null);

    /** Returns whether there is an offset other than a fixed one of 0. */
    public boolean hasOffset() {
      return offset != null && !(offset instanceof DurationExpr.Seconds fixed && fixed.isZero());
    }
  }

  /** How a selector treats the edges of its range: {@code anchored} and {@code smoothed}. */
  enum Edges {
    /** Only the samples within. */
    PLAIN,
    /** With the last sample before the range as its value at the start. */
    ANCHORED,
    /** With values interpolated at both edges. */
    SMOOTHED
  }

  /**
   * {@code calls_total{service_name="checkout"} offset 5m}.
   *
   * @param matchers include the metric's name, which comes first if it is before the braces
   * @param named whether the metric's name is before the braces
   */
  record VectorSelector(
      List<LabelMatcher> matchers, TimeShift shift, Edges edges, boolean named, TextRange at)
      implements Expr {
    /** Copies the list. */
    public VectorSelector {
      matchers = List.copyOf(matchers);
    }

    /** Makes a selector with all its matchers in braces. */
    public VectorSelector(List<LabelMatcher> matchers, TimeShift shift, Edges edges, TextRange at) {
      this(matchers, shift, edges, false, at);
    }

    /** Returns the name before the braces; empty if there is none. */
    public String name() {
      return named ? matchers.get(0).value() : "";
    }

    /** Returns the matchers in the braces. */
    public List<LabelMatcher> braced() {
      return named ? matchers.subList(1, matchers.size()) : matchers;
    }

    /** Returns the same selection with other modifiers. */
    public VectorSelector with(TimeShift otherShift, Edges otherEdges, TextRange otherAt) {
      return new VectorSelector(matchers, otherShift, otherEdges, named, otherAt);
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
   * @param selector selects the series; holds shift and edges of the whole
   * @param range the length of the range
   */
  record RangeSelector(VectorSelector selector, DurationExpr range, TextRange at) implements Expr {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * {@code (…)[30m:1m] offset 1h}: an instant vector at many times.
   *
   * @param step the distance of the times; null for the engine's default
   */
  record Subquery(
      Expr inner, DurationExpr range, @Nullable DurationExpr step, TimeShift shift, TextRange at)
      implements Expr {
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
   * A binary operator with its operands, other than a set operator.
   *
   * @param returnBool whether a comparison gives 0 or 1 instead of filtering
   * @param matching applies only between two vectors
   * @param opAt the range of the operator with its modifiers
   */
  record Binary(
      BinaryOp op,
      Expr left,
      Expr right,
      boolean returnBool,
      Matching matching,
      TextRange opAt,
      TextRange at)
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

  /**
   * {@code topk by (service_name) (5, …)}.
   *
   * @param parameter the first of two arguments; null for an operator that has none
   */
  record Aggregation(
      AggregateOp op, @Nullable Expr parameter, Expr operand, Grouping grouping, TextRange at)
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
  record Call(Signature function, List<Expr> arguments, TextRange at) implements Expr {
    /** Copies the list. */
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return function.result();
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

    R visit(Subquery subquery);

    R visit(Parenthesized parenthesized);

    R visit(Unary unary);

    R visit(Binary binary);

    R visit(SetOperation setOperation);

    R visit(Aggregation aggregation);

    R visit(Call call);
  }
}
