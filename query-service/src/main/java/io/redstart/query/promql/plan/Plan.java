// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Grouping;
import io.redstart.query.promql.syntax.tree.Matching;
import io.redstart.query.promql.syntax.tree.SetOp;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A plan node: what is computed, and at which steps. Steps belong to a node and not to the query,
 * because a subquery has its own. A scalar is a vector of one series without labels that has a
 * value at every step. Immutable.
 *
 * <p>A long file, because all kinds of nodes are in it.
 */
public sealed interface Plan {
  /** Returns the steps at which the node is computed. */
  Steps steps();

  /** Returns the type of its value. */
  ValueType type();

  /** Returns the nodes that it reads. */
  List<Plan> children();

  /**
   * Returns this node with other children.
   *
   * @param children as many as {@link #children} returns, in its order
   */
  Plan withChildren(List<Plan> children);

  /** Calls the method of the visitor for this kind of node. */
  <R> R accept(Visitor<R> visitor);

  /** Returns the tree as text for people, a line for each node. */
  default String text() {
    return PlanText.of(this);
  }

  /** Returns this tree with each node replaced, children before their parents. */
  default Plan rewrite(UnaryOperator<Plan> rule) {
    List<Plan> children = new ArrayList<>();
    boolean changed = false;
    for (Plan child : children()) {
      Plan other = child.rewrite(rule);
      changed |= other != child;
      children.add(other);
    }
    return rule.apply(changed ? withChildren(children) : this);
  }

  /** The same number at every step. */
  record Constant(double value, Steps steps) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }

    @Override
    public List<Plan> children() {
      return List.of();
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return this;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A string, only as an argument. */
  record Text(String value, Steps steps) implements Plan {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public List<Plan> children() {
      return List.of();
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return this;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The newest sample of each series at each step.
   *
   * @param selection the samples read for all steps
   * @param lookbackMillis how old a sample may be, exclusive
   * @param edges {@code SMOOTHED} for values interpolated at each step
   * @param at where the selector stands, for annotations
   */
  record InstantSelector(
      Selection selection,
      TimeShift shift,
      long lookbackMillis,
      Expr.Edges edges,
      TextRange at,
      Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Plan> children() {
      return List.of();
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return this;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The samples of each series in a range before each step.
   *
   * @param selection the samples read for all steps
   * @param lookbackMillis how far beyond the range {@code ANCHORED} and {@code SMOOTHED} look
   * @param at where the selector stands, for annotations
   */
  record RangeSelector(
      Selection selection,
      TimeShift shift,
      long rangeMillis,
      long lookbackMillis,
      Expr.Edges edges,
      TextRange at,
      Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<Plan> children() {
      return List.of();
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return this;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The values of a vector at its own steps, in a range before each step.
   *
   * @param inner its steps are whole multiples of their distance
   * @param at where the subquery stands, for annotations
   */
  record Subquery(Plan inner, TimeShift shift, long rangeMillis, TextRange at, Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<Plan> children() {
      return List.of(inner);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new Subquery(children.get(0), shift, rangeMillis, at, steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A value that is the same at every step, computed once.
   *
   * @param inner has one step, the first of {@code steps}
   */
  record StepInvariant(Plan inner, Steps steps) implements Plan {
    @Override
    public ValueType type() {
      return inner.type();
    }

    @Override
    public List<Plan> children() {
      return List.of(inner);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new StepInvariant(children.get(0), steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The samples of a vector or scalar with their signs changed. */
  record Negation(Plan vector, Steps steps) implements Plan {
    @Override
    public ValueType type() {
      return vector.type();
    }

    @Override
    public List<Plan> children() {
      return List.of(vector);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new Negation(children.get(0), steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An operator between each sample of a vector, or a scalar, and a scalar.
   *
   * @param scalarLeft whether the scalar is the left operand
   * @param returnBool whether a comparison gives 0 or 1 instead of filtering
   * @param at where the whole expression stands, for annotations
   */
  record VectorScalar(
      BinaryOp op,
      Plan vector,
      Plan scalar,
      boolean scalarLeft,
      boolean returnBool,
      TextRange at,
      Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return vector.type();
    }

    @Override
    public List<Plan> children() {
      return List.of(vector, scalar);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new VectorScalar(
          op, children.get(0), children.get(1), scalarLeft, returnBool, at, steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An operator between the samples of two vectors that match.
   *
   * @param returnBool whether a comparison gives 0 or 1 instead of filtering
   * @param at where the whole expression stands, for annotations
   */
  record VectorVector(
      BinaryOp op,
      Plan left,
      Plan right,
      Matching matching,
      boolean returnBool,
      TextRange at,
      Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Plan> children() {
      return List.of(left, right);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new VectorVector(
          op, children.get(0), children.get(1), matching, returnBool, at, steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The samples of two vectors that a set operator chooses. */
  record SetOperation(SetOp op, Plan left, Plan right, Matching matching, Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Plan> children() {
      return List.of(left, right);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new SetOperation(op, children.get(0), children.get(1), matching, steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * The samples of a vector, aggregated by group.
   *
   * @param parameter a scalar or text; null for an operator without one
   * @param parameterAt where the parameter stands; null without one
   * @param vectorAt where the vector stands, for annotations
   * @param at where the whole expression stands, for annotations
   */
  record Aggregation(
      AggregateOp op,
      Grouping grouping,
      @Nullable Plan parameter,
      Plan vector,
      @Nullable TextRange parameterAt,
      TextRange vectorAt,
      TextRange at,
      Steps steps)
      implements Plan {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    /** Returns the vector, and then the parameter, if any. */
    @Override
    public List<Plan> children() {
      return parameter == null ? List.of(vector) : List.of(vector, parameter);
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      Plan second = parameter == null ? null : children.get(1);
      return new Aggregation(
          op, grouping, second, children.get(0), parameterAt, vectorAt, at, steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * An aggregation that the source computes, unless it declines: then the plain one runs instead.
   *
   * @param aggregation the plain one
   * @param fold what the source is asked for; its steps are those of the aggregation
   */
  record FoldedAggregation(Aggregation aggregation, Fold fold) implements Plan {
    @Override
    public Steps steps() {
      return aggregation.steps();
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    /** Returns nothing, because the plain aggregation does not run. */
    @Override
    public List<Plan> children() {
      return List.of();
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return this;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A quantile of each group that the source folds, computed without making histograms.
   *
   * @param call the plain call of {@code histogram_quantile}
   * @param histograms its vector
   * @param phi its first argument, 0 … 1
   */
  record FoldedQuantile(Call call, FoldedAggregation histograms, double phi) implements Plan {
    @Override
    public Steps steps() {
      return call.steps();
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<Plan> children() {
      return List.of(histograms);
    }

    /** Returns the plain call if the source does not fold. */
    @Override
    public Plan withChildren(List<Plan> children) {
      Plan child = children.get(0);
      Plan plain = call.withChildren(List.of(call.arguments().get(0), child));
      return child instanceof FoldedAggregation folded
          ? new FoldedQuantile(call, folded, phi)
          : plain;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /**
   * A function of its arguments.
   *
   * @param call the call in the query, for annotations and for what its arguments are called
   */
  record Call(Signature function, List<Plan> arguments, Expr.Call call, Steps steps)
      implements Plan {
    /** Copies the list. */
    public Call {
      arguments = List.copyOf(arguments);
    }

    /** Returns where an argument stands in the query, without outer parentheses. */
    public TextRange argumentAt(int index) {
      return call.arguments().get(index).withoutParentheses().at();
    }

    @Override
    public ValueType type() {
      return function.result();
    }

    @Override
    public List<Plan> children() {
      return arguments;
    }

    @Override
    public Plan withChildren(List<Plan> children) {
      return new Call(function, children, call, steps);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One method for each kind of node. */
  interface Visitor<R> {
    R visit(Constant constant);

    R visit(Text text);

    R visit(InstantSelector selector);

    R visit(RangeSelector selector);

    R visit(Subquery subquery);

    R visit(StepInvariant invariant);

    R visit(Negation negation);

    R visit(VectorScalar vectorScalar);

    R visit(VectorVector vectorVector);

    R visit(SetOperation setOperation);

    R visit(Aggregation aggregation);

    R visit(FoldedAggregation folded);

    R visit(FoldedQuantile quantile);

    R visit(Call call);
  }
}
