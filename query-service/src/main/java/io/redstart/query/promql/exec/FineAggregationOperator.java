// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.plan.FinePlan;
import io.redstart.query.promql.syntax.AggregateOp;
import java.util.Arrays;
import java.util.List;

/**
 * Computes {@code sum}, {@code avg}, {@code min} and {@code max} of histograms, each upper bound by
 * itself. A sum of cumulative counts is the sum of the cells. Minimum and maximum are not, so there
 * the cells are cumulated first and split into cells again afterwards.
 */
final class FineAggregationOperator implements FineOperator {
  private final QueryLimits limits;
  private final AggregateOp op;
  private final FineOperator operand;
  private final FineVector in;
  private final Groups groups;
  /** By group: its cells. */
  private final int[][] cells;
  /** By series, by position in its cells: the position in its group's cells. */
  private final int[][] positions;
  /** By group: how many histograms it has at the current step. */
  private final int[] members;

  FineAggregationOperator(QueryLimits limits, FinePlan.Aggregation plan, FineOperator operand) {
    this.limits = limits;
    this.op = plan.op();
    this.operand = operand;
    this.in = new FineVector(limits, operand);
    this.groups = new Groups(limits, operand.series(), plan.grouping());
    this.cells = new GroupCells(limits, operand, groups).union();
    this.positions = positions();
    this.members = new int[cells.length];
  }

  private int[][] positions() {
    int[][] all = new int[in.size()][];
    for (int i = 0; i < all.length; i++) {
      limits.check();
      int[] own = operand.cells(i);
      limits.hold(Footprint.ints(own.length) + Footprint.LIST_ENTRY);
      int[] group = cells[groups.of(i)];
      all[i] = Arrays.stream(own).map(cell -> Arrays.binarySearch(group, cell)).toArray();
    }
    return all;
  }

  @Override
  public List<Labels> series() {
    return groups.labels();
  }

  @Override
  public CellSpace space() {
    return operand.space();
  }

  @Override
  public int[] cells(int series) {
    return cells[series];
  }

  @Override
  public void next(int step, FineVector into) {
    into.clear();
    operand.next(step, in);
    Arrays.fill(members, 0);
    for (int i = 0; i < in.size(); i++) {
      limits.check();
      if (in.has(i)) {
        include(i, into);
      }
    }
    for (int group = 0; group < members.length; group++) {
      limits.check();
      if (members[group] > 0) {
        finish(group, into.get(group));
      }
    }
  }

  private void include(int series, FineVector into) {
    int group = groups.of(series);
    double[] total = into.set(group);
    boolean first = members[group]++ == 0;
    switch (op) {
      case SUM, AVG -> add(series, total, first);
      case MIN, MAX -> bound(series, total, first);
      case COUNT -> throw new IllegalStateException("count of fine histograms");
    }
  }

  private void add(int series, double[] total, boolean first) {
    if (first) {
      Arrays.fill(total, 0);
    }
    double[] counts = in.get(series);
    int[] at = positions[series];
    for (int i = 0; i < counts.length; i++) {
      total[at[i]] += counts[i];
    }
  }

  private void bound(int series, double[] cumulative, boolean first) {
    double[] counts = in.get(series);
    int[] at = positions[series];
    double upTo = 0;
    int next = 0;
    for (int position = 0; position < cumulative.length; position++) {
      if (next < at.length && at[next] == position) {
        upTo += counts[next++];
      }
      double own = cumulative[position];
      double extreme = op == AggregateOp.MIN ? Math.min(own, upTo) : Math.max(own, upTo);
      cumulative[position] = first ? upTo : extreme;
    }
  }

  private void finish(int group, double[] counts) {
    if (op == AggregateOp.AVG) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] /= members[group];
      }
    } else if (op != AggregateOp.SUM) {
      for (int i = counts.length - 1; i > 0; i--) {
        counts[i] -= counts[i - 1];
      }
    }
  }
}
