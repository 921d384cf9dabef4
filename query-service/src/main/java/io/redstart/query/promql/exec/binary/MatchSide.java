// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** One operand of an operator between vectors: its samples at a step, and the group of each series. */
final class MatchSide {
  private final QueryLimits limits;
  private final Operator operand;
  private final MatchGroups matches;
  private final StepVector in;
  private int[] groups = {};
  private int mapped;

  MatchSide(QueryContext context, Operator operand, MatchGroups matches) {
    this.limits = context.limits();
    this.operand = operand;
    this.matches = matches;
    this.in = new StepVector(limits);
    update();
  }

  /** Computes a step, and finds the groups of new series. */
  void next(int step) {
    operand.next(step, in);
    update();
  }

  private void update() {
    SeriesList series = operand.series();
    groups = Growth.ints(limits, groups, series.size(), 0);
    for (; mapped < series.size(); mapped++) {
      limits.check();
      groups[mapped] = matches.of(series.labels(mapped));
    }
  }

  /** Returns the samples at the step. */
  StepVector in() {
    return in;
  }

  /** Returns the series. */
  SeriesList series() {
    return operand.series();
  }

  /** Returns the group of a series. */
  int group(int series) {
    return groups[series];
  }
}
