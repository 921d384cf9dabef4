// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.scan.Interpolation;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.function.range.RangeNotes;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramSum;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import io.redstart.query.promql.value.histogram.ResetHint;

/**
 * {@code rate}, {@code increase} and {@code delta} of an {@code anchored} or {@code smoothed} range
 * of histograms (Prometheus' promql/functions.go, extendedHistogramRate).
 */
final class EdgeHistogramRate {
  private final RangeNotes notes;
  private final boolean isCounter;
  private final boolean perSecond;

  EdgeHistogramRate(RangeNotes notes, boolean isCounter, boolean perSecond) {
    this.notes = notes;
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
    if (!samples.isComplete() && isMixed(samples, first, last)) {
      notes.mixedLayouts(samples);
      return;
    }
    try {
      into.set(increase(samples, first, last));
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(samples);
    }
  }

  private boolean isMixed(RangeWindow samples, int first, int last) {
    Histogram one = samples.existingHistogram(first);
    for (int i = first; i <= last; i++) {
      samples.limits().check(i);
      Histogram other = samples.existingHistogram(i);
      if (!other.layout().isCompatibleWith(one.layout())) {
        return true;
      }
      if (isCounter && other.hint() == ResetHint.GAUGE) {
        notes.notCounter(samples);
      }
    }
    return false;
  }

  private Histogram increase(RangeWindow samples, int first, int last) {
    Histogram left = Interpolation.left(samples, first, isCounter, notes.annotations(), notes.at());
    Histogram right =
        Interpolation.right(samples, last, isCounter, notes.annotations(), notes.at());
    if (!isCounter && (left.hint() != ResetHint.GAUGE || right.hint() != ResetHint.GAUGE)) {
      notes.notGauge(samples);
    }
    HistogramSum sum = new HistogramSum(right);
    if (sum.subtract(left)) {
      notes.reconciled("subtraction");
    }
    if (isCounter && !samples.isComplete()) {
      addLost(samples, first, last, left, right, sum);
    }
    if (perSecond) {
      sum.divide(Extrapolation.seconds(samples.rangeMillis()));
    }
    return sum.result().compact().withHint(ResetHint.GAUGE);
  }

  /**
   * Adds what the counter had before each reset. The histogram at the right edge stands for the
   * last sample, whose hint it has. If the left edge was interpolated across a reset, that reset is
   * done.
   */
  private void addLost(
      RangeWindow samples, int first, int last, Histogram left, Histogram right, HistogramSum sum) {
    int from = first + 1;
    Histogram before = left;
    boolean interpolated =
        samples.edges() == Expr.Edges.SMOOTHED && samples.timeMillis(first) < samples.fromMillis();
    if (interpolated
        && samples.existingHistogram(from).detectReset(samples.existingHistogram(first))) {
      before = samples.existingHistogram(from++);
    }
    if (from > last) {
      return;
    }
    for (int i = from; i <= last; i++) {
      samples.limits().check(i);
      Histogram now = i == last ? right : samples.existingHistogram(i);
      if (now.detectReset(before) && sum.add(before)) {
        notes.reconciled("addition");
      }
      before = now;
    }
  }
}
