// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.SetOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Selects samples of two vectors by whether they have partners, many to many. */
final class SetOperator implements Operator {
  private final QueryLimits limits;
  private final SetOp op;
  private final Operator left;
  private final Operator right;
  private final StepVector leftIn;
  private final StepVector rightIn;
  private final int[] leftGroups;
  private final int[] rightGroups;
  /** By group: whether the vector that decides has a sample at the current step. */
  private final boolean[] present;

  /** The outputs of the left series, followed by the right series for {@code or}. */
  private final OutputSeries output;

  SetOperator(QueryLimits limits, Plan.SetOperation plan, Operator left, Operator right) {
    this.limits = limits;
    this.op = plan.op();
    this.left = left;
    this.right = right;
    this.leftIn = StepVector.of(left, limits);
    this.rightIn = StepVector.of(right, limits);
    MatchGroups groups = new MatchGroups(limits, plan.matching());
    this.leftGroups = groups.groupsOf(left.series());
    this.rightGroups = groups.groupsOf(right.series());
    limits.hold(Footprint.ints(groups.size()));
    this.present = new boolean[groups.size()];
    List<Labels> inputs = new ArrayList<>(left.series());
    if (op == SetOp.OR) {
      inputs.addAll(right.series());
    }
    this.output = OutputSeries.same(limits, inputs);
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
    switch (op) {
      case AND -> copyLeft(true, into);
      case UNLESS -> copyLeft(false, into);
      case OR -> copyBoth(into);
    }
  }

  private void copyLeft(boolean withPartner, StepVector into) {
    findPresent(rightIn, rightGroups);
    for (int i = 0; i < leftIn.size(); i++) {
      limits.check(i);
      if (leftIn.has(i) && present[leftGroups[i]] == withPartner) {
        output.set(into, i, leftIn.get(i));
      }
    }
  }

  private void copyBoth(StepVector into) {
    findPresent(leftIn, leftGroups);
    for (int i = 0; i < leftIn.size(); i++) {
      limits.check(i);
      if (leftIn.has(i)) {
        output.set(into, i, leftIn.get(i));
      }
    }
    for (int i = 0; i < rightIn.size(); i++) {
      limits.check(i);
      if (rightIn.has(i) && !present[rightGroups[i]]) {
        output.set(into, leftIn.size() + i, rightIn.get(i));
      }
    }
  }

  private void findPresent(StepVector in, int[] groups) {
    Arrays.fill(present, false);
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i)) {
        present[groups[i]] = true;
      }
    }
  }
}
