// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.ExponentialBuckets;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.ResetHint;
import org.jspecify.annotations.Nullable;

/**
 * Computes by how much histograms increased from the first sample of a window to the last, with
 * counter resets (Prometheus 3.14, promql/functions.go, histogramRate).
 */
final class HistogramIncrease {
  private final boolean isCounter;
  private final ResetScan resets;
  private final SampleNotes notes;

  HistogramIncrease(boolean isCounter, ResetScan resets, SampleNotes notes) {
    this.isCounter = isCounter;
    this.resets = resets;
    this.notes = notes;
  }

  /**
   * Returns the increase as a gauge.
   *
   * @param window two histograms or more, no numbers
   * @return null if their layouts cannot be combined
   */
  @Nullable Histogram of(RangeWindow window) {
    try {
      Histogram increase = isCounter ? counter(window) : gauge(window);
      return increase == null ? null : increase.withHint(ResetHint.GAUGE).compact();
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(window.labels());
      return null;
    }
  }

  private Histogram gauge(RangeWindow window) {
    Histogram first = window.histogramAt(window.first());
    Histogram last = window.histogramAt(window.end() - 1);
    Histogram difference = HistogramSums.minus(last, first, notes);
    if (first.hint() != ResetHint.GAUGE || last.hint() != ResetHint.GAUGE) {
      notes.notGauge(window.labels());
    }
    return difference;
  }

  private @Nullable Histogram counter(RangeWindow window) {
    int reset = resets.first(window);
    Histogram first = window.histogramAt(window.first());
    Histogram second = window.histogramAt(window.first() + 1);
    Histogram last = window.histogramAt(window.end() - 1);
    boolean startsAnew = reset == window.first() + 1;
    boolean hasGauge = first.hint() == ResetHint.GAUGE || last.hint() == ResetHint.GAUGE;
    // After a reset at once, the layout of the first sample does not matter.
    Histogram base = startsAnew ? second.cleared() : first;
    if (last.hasCustomBuckets() != base.hasCustomBuckets()) {
      if (hasGauge) {
        notes.notCounter(window.labels());
      }
      throw new IncompatibleLayoutsException();
    }
    Histogram coarsest = last;
    for (int i = window.first() + 1; i < window.end() - 1; i++) {
      Histogram middle = window.histogramAt(i);
      if (middle.hasCustomBuckets() != base.hasCustomBuckets()) {
        throw new IncompatibleLayoutsException();
      }
      hasGauge |= middle.hint() == ResetHint.GAUGE;
      coarsest = coarser(coarsest, middle);
    }
    if (hasGauge) {
      notes.notCounter(window.labels());
    }
    Histogram increase = HistogramSums.minus(inSchemaOf(coarser(coarsest, base), last), base, notes);
    int from = startsAnew ? resets.next(window, reset + 1) : reset;
    for (int i = from; i < window.end(); i = resets.next(window, i + 1)) {
      increase = HistogramSums.plus(increase, window.histogramAt(i - 1), notes);
    }
    return increase;
  }

  private static Histogram coarser(Histogram left, Histogram right) {
    return left.layout() instanceof ExponentialBuckets one
            && right.layout() instanceof ExponentialBuckets other
            && other.schema() < one.schema()
        ? right
        : left;
  }

  private static Histogram inSchemaOf(Histogram coarsest, Histogram histogram) {
    return coarsest.layout() instanceof ExponentialBuckets buckets
            && histogram.layout() instanceof ExponentialBuckets
        ? histogram.withSchema(buckets.schema())
        : histogram;
  }
}
