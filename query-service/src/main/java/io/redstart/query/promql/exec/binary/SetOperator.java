// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.InstantOrder;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.SetOp;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.Arrays;

/**
 * Selects samples of two vectors by whether they have partners, many to many. {@code and} and {@code
 * unless} select left samples, so their series are those of the left operand; {@code or} has the
 * series of both.
 */
public final class SetOperator implements Operator {
  private final QueryLimits limits;
  private final SetOp op;
  private final MatchGroups groups;
  private final MatchSide left;
  private final MatchSide right;
  /** The series of {@code or}. */
  private final SeriesIndex union;
  /** By series of an operand of {@code or}: its index in the union. */
  private int[] leftOutputs = {};

  private int[] rightOutputs = {};
  private int leftMapped;
  private int rightMapped;

  /** By group: whether the vector that decides has a sample at the step. */
  private boolean[] present = {};

  /** Makes the operator. */
  public SetOperator(QueryContext context, Plan.SetOperation plan, Operator left, Operator right) {
    this.limits = context.limits();
    this.op = plan.op();
    this.groups = new MatchGroups(limits, plan.matching());
    this.left = new MatchSide(context, left, groups);
    this.right = new MatchSide(context, right, groups);
    this.union = new SeriesIndex(limits);
    if (op == SetOp.OR) {
      unite();
    }
  }

  private void unite() {
    leftOutputs = outputs(left.series(), leftOutputs, leftMapped);
    leftMapped = left.series().size();
    rightOutputs = outputs(right.series(), rightOutputs, rightMapped);
    rightMapped = right.series().size();
  }

  private int[] outputs(SeriesList series, int[] outputs, int mapped) {
    int[] enlarged = Growth.ints(limits, outputs, series.size(), 0);
    for (int i = mapped; i < series.size(); i++) {
      limits.check();
      enlarged[i] = union.of(series.labels(i), series.losesName(i));
    }
    return enlarged;
  }

  @Override
  public SeriesList series() {
    return op == SetOp.OR ? union.list() : left.series();
  }

  @Override
  public void next(int step, StepVector into) {
    left.next(step);
    right.next(step);
    present = Growth.booleans(limits, present, groups.size());
    switch (op) {
      case AND -> copyLeft(true, into);
      case UNLESS -> copyLeft(false, into);
      case OR -> copyBoth(into);
    }
  }

  private void copyLeft(boolean withPartner, StepVector into) {
    findPresent(right);
    into.clear(left.series().size());
    StepVector in = left.in();
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i) && present[left.group(i)] == withPartner) {
        into.copy(i, in, i);
      }
    }
    int[] order = in.order();
    if (order != null) {
      InstantOrder.set(into, order, i -> i);
    }
  }

  private void copyBoth(StepVector into) {
    unite();
    into.clear(union.size());
    findPresent(left);
    StepVector leftIn = left.in();
    for (int i = 0; i < leftIn.size(); i++) {
      limits.check(i);
      if (leftIn.has(i)) {
        into.copy(leftOutputs[i], leftIn, i);
      }
    }
    StepVector rightIn = right.in();
    for (int i = 0; i < rightIn.size(); i++) {
      limits.check(i);
      if (rightIn.has(i) && !present[right.group(i)]) {
        into.copy(rightOutputs[i], rightIn, i);
      }
    }
    int[] order = leftIn.order();
    if (order != null) {
      InstantOrder.set(into, order, i -> leftOutputs[i]);
    }
  }

  private void findPresent(MatchSide side) {
    Arrays.fill(present, false);
    StepVector in = side.in();
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i)) {
        present[side.group(i)] = true;
      }
    }
  }
}
