// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.number.FloatText;
import java.util.Arrays;

/**
 * Selects up to k samples of each group: the greatest, the least, or any. They keep their labels, so
 * that the series are those of the operand.
 */
final class GroupSelection implements Operator {
  /** Prometheus' limits of k, both exclusive. */
  private static final double K_MIN = -0x1p63;

  private static final double K_MAX = 0x1.fffffffffffffp62;

  private final QueryContext context;
  private final Plan.Aggregation plan;
  private final Operator operand;
  private final StepVector in;
  private final Groups groups;
  private final StepParameter parameter;
  private final RankHeap heap;
  private final boolean isInstant;
  private int[] starts = {};
  /** By group: how many samples were selected. */
  private int[] counts = {};
  /** The selected inputs of each group, one group after the other. */
  private int[] selected = {};

  private boolean ignoredHistogram;

  GroupSelection(
      QueryContext context,
      Plan.Aggregation plan,
      Operator operand,
      Groups groups,
      StepParameter parameter) {
    this.context = context;
    this.plan = plan;
    this.operand = operand;
    this.in = new StepVector(context.limits());
    this.groups = groups;
    this.parameter = parameter;
    this.heap = new RankHeap(in, plan.op() == AggregateOp.TOPK);
    this.isInstant = plan.steps().count() == 1;
  }

  @Override
  public SeriesList series() {
    return operand.series();
  }

  @Override
  public void next(int step, StepVector into) {
    if (step == 0) {
      parameter.compute();
      checkParameter();
    }
    operand.next(step, in);
    into.clear(operand.series().size());
    int k = (int) Math.min((long) parameter.at(step), in.size());
    if (k < 1) {
      return;
    }
    makeRoom();
    if (plan.op() == AggregateOp.LIMITK) {
      selectFirst(k);
    } else {
      selectRanked(k);
    }
    copySelected(into);
    if (isInstant && plan.op() != AggregateOp.LIMITK) {
      into.order(ranked());
    }
  }

  private void checkParameter() {
    if (parameter.max() < 1) {
      return;
    }
    if (parameter.hasNan()) {
      throw failure("Parameter value is NaN");
    }
    if (parameter.min() <= K_MIN) {
      throw failure("Scalar value " + FloatText.compact(parameter.min()) + " underflows int64");
    }
    if (parameter.max() >= K_MAX) {
      throw failure("Scalar value " + FloatText.compact(parameter.max()) + " overflows int64");
    }
  }

  private static PromqlException failure(String message) {
    return new PromqlException(PromqlException.Kind.EXECUTION, message);
  }

  private void makeRoom() {
    groups.update();
    starts = groups.starts();
    counts = Growth.ints(context.limits(), counts, groups.size(), 0);
    Arrays.fill(counts, 0);
    selected = Growth.ints(context.limits(), selected, groups.inputs(), 0);
  }

  private void selectFirst(int k) {
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        int group = groups.of(i);
        if (counts[group] < k) {
          selected[starts[group] + counts[group]++] = i;
        }
      }
    }
  }

  private void selectRanked(int k) {
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        int group = groups.of(i);
        if (in.histogram(i) != null) {
          ignoreHistogram();
        } else if (counts[group] < k) {
          heap.add(selected, starts[group], counts[group]++, i);
        } else {
          heap.replaceWorst(selected, starts[group], k, i);
        }
      }
    }
  }

  private void copySelected(StepVector into) {
    for (int group = 0; group < groups.size(); group++) {
      for (int at = starts[group]; at < starts[group] + counts[group]; at++) {
        context.limits().check(at);
        into.copy(selected[at], in, selected[at]);
      }
    }
  }

  /** Returns the selected inputs, group by group, the best first. */
  private int[] ranked() {
    int[] order = new int[Arrays.stream(counts).sum()];
    int size = 0;
    for (int group = 0; group < groups.size(); group++) {
      int count = counts[group];
      int[] sorted = heap.sorted(selected, starts[group], count, context.limits());
      System.arraycopy(sorted, 0, order, size, count);
      size += count;
    }
    return order;
  }

  private void ignoreHistogram() {
    if (!ignoredHistogram) {
      ignoredHistogram = true;
      context
          .annotations()
          .inform(plan.at(), "ignored histogram in " + plan.op().text() + " aggregation");
    }
  }
}
