// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.Arithmetic;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.BinaryOp;
import io.redstart.query.promql.syntax.QuotedText;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/** Applies an operator to the samples of two vectors that match one to one. */
final class VectorVectorOperator implements Operator {
  private static final int NONE = -1;

  private final QueryLimits limits;
  private final BinaryOp op;
  private final boolean returnBool;
  private final Operator left;
  private final Operator right;
  private final StepVector leftIn;
  private final StepVector rightIn;
  private final MatchGroups groups;
  private final int[] leftGroups;
  private final int[] rightGroups;
  /** By group: the right series with a sample at the current step, or {@link #NONE}. */
  private final int[] rightOfGroup;
  /** By group: whether a left series has found its partner at the current step. */
  private final boolean[] matched;

  private final OutputSeries output;

  VectorVectorOperator(QueryLimits limits, Plan.VectorVector plan, Operator left, Operator right) {
    this.limits = limits;
    this.op = plan.op();
    this.returnBool = plan.returnBool();
    this.left = left;
    this.right = right;
    this.leftIn = StepVector.of(left, limits);
    this.rightIn = StepVector.of(right, limits);
    this.groups = new MatchGroups(limits, plan.matching());
    this.leftGroups = groups.groupsOf(left.series());
    this.rightGroups = groups.groupsOf(right.series());
    limits.hold(2 * Footprint.ints(groups.size()));
    this.rightOfGroup = new int[groups.size()];
    this.matched = new boolean[groups.size()];
    boolean keepsName = op.isComparison() && !returnBool;
    this.output =
        new OutputSeries(limits, left.series(), labels -> groups.resultOf(labels, keepsName));
  }

  @Override
  public List<Labels> series() {
    return output.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    left.next(step, leftIn);
    right.next(step, rightIn);
    if (!leftIn.isEmpty() && !rightIn.isEmpty()) {
      findRight();
      Arrays.fill(matched, false);
      for (int i = 0; i < leftIn.size(); i++) {
        limits.check(i);
        if (leftIn.has(i) && rightOfGroup[leftGroups[i]] != NONE) {
          match(i, into);
        }
      }
    }
  }

  private void findRight() {
    Arrays.fill(rightOfGroup, NONE);
    for (int i = 0; i < rightIn.size(); i++) {
      limits.check(i);
      if (rightIn.has(i)) {
        int group = rightGroups[i];
        if (rightOfGroup[group] != NONE) {
          throw duplicate(group, rightOfGroup[group], i);
        }
        rightOfGroup[group] = i;
      }
    }
  }

  private void match(int series, StepVector into) {
    int group = leftGroups[series];
    if (matched[group]) {
      throw failure("multiple matches for labels: many-to-one matching must be explicit"
          + " (group_left/group_right)");
    }
    matched[group] = true;
    double leftValue = leftIn.get(series);
    double rightValue = rightIn.get(rightOfGroup[group]);
    if (returnBool || !op.isComparison()) {
      output.set(into, series, Arithmetic.compute(op, leftValue, rightValue));
    } else if (Arithmetic.holds(op, leftValue, rightValue)) {
      output.set(into, series, leftValue);
    }
  }

  private PromqlException duplicate(int group, int first, int second) {
    String one = text(right.series().get(first));
    String other = text(right.series().get(second));
    boolean sorted = Labels.compareUtf8(one, other) <= 0;
    return failure("found duplicate series for the match group "
        + text(groups.labels(group))
        + " on the right hand-side of the operation: ["
        + (sorted ? one : other)
        + ", "
        + (sorted ? other : one)
        + "];many-to-many matching not allowed: matching labels must be unique on one side");
  }

  private static String text(Labels labels) {
    var text = new StringJoiner(", ", "{", "}");
    labels.forEach((name, value) -> text.add(name + '=' + QuotedText.quote(value)));
    return text.toString();
  }

  private static PromqlException failure(String message) {
    return new PromqlException(PromqlException.Kind.EXECUTION, message);
  }
}
