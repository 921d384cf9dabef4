// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.scan.Interpolation;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.SampleSlot;

/**
 * {@code rate}, {@code increase} and {@code delta} of an {@code anchored} or {@code smoothed} range
 * of numbers: the difference of the values at the edges (Prometheus' promql/functions.go,
 * extendedRate).
 */
final class EdgeRate {
  private final boolean isCounter;
  private final boolean perSecond;

  EdgeRate(boolean isCounter, boolean perSecond) {
    this.isCounter = isCounter;
    this.perSecond = perSecond;
  }

  void apply(RangeWindow samples, SampleSlot into) {
    int first = samples.firstExtended();
    int last = samples.lastExtended();
    boolean smoothed = samples.edges() == Expr.Edges.SMOOTHED;
    if (samples.timeMillis(last) <= samples.fromMillis()
        || (smoothed && samples.timeMillis(first) > samples.throughMillis())) {
      return;
    }
    double left = Interpolation.left(samples, first, isCounter);
    double right = Interpolation.right(samples, last, isCounter);
    double increase = right - left;
    if (isCounter) {
      increase += lost(samples, first, last, left, right);
    }
    into.set(perSecond ? increase / Extrapolation.seconds(samples.rangeMillis()) : increase);
  }

  /** Returns what the counter had before each reset; the values at the edges know theirs. */
  private static double lost(RangeWindow samples, int first, int last, double left, double right) {
    int from = samples.timeMillis(first) <= samples.fromMillis() ? first + 1 : first;
    int to = samples.timeMillis(last) >= samples.throughMillis() ? last : last + 1;
    double lost = 0;
    double before = left;
    for (int i = from; i < to; i++) {
      samples.limits().check(i);
      double value = samples.value(i);
      if (value < before) {
        lost += before;
      }
      before = value;
    }
    return right < before ? lost + before : lost;
  }
}
