// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.tree.AggregateOp;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.BoundExtreme;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code min} and {@code max} for groups of histograms in fine bins, which stand for
 * {@code _bucket} series: the least or greatest count at each upper bound. It costs nothing until
 * there is such a histogram.
 */
final class FineExtremes {
  private final QueryLimits limits;
  private final AggregateOp op;
  private int groups;
  private boolean isUsed;
  private @Nullable Histogram[] extremes = {};

  FineExtremes(QueryLimits limits, AggregateOp op) {
    this.limits = limits;
    this.op = op;
  }

  /** Begins a step. */
  void begin(int size) {
    groups = size;
    if (isUsed) {
      Arrays.fill(extremes, null);
      isUsed = false;
    }
  }

  /** Adds a histogram to a group. Returns whether it counts: in fine bins, for such an operator. */
  boolean add(int group, @Nullable Histogram histogram) {
    if ((op != AggregateOp.MIN && op != AggregateOp.MAX)
        || histogram == null
        || !(histogram.layout() instanceof FineBins)) {
      return false;
    }
    if (!isUsed) {
      isUsed = true;
      extremes = Growth.references(limits, extremes, groups);
    }
    Histogram before = extremes[group];
    extremes[group] =
        before == null ? histogram : BoundExtreme.of(before, histogram, op == AggregateOp.MAX);
    return true;
  }

  /** Sets the results of groups with histograms. */
  void finish(StepVector into) {
    for (int group = 0; isUsed && group < groups; group++) {
      limits.check(group);
      Histogram extreme = extremes[group];
      if (extreme != null) {
        into.set(group, extreme);
      }
    }
  }
}
