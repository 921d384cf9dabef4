// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.function.range.PerSeries;
import io.redstart.query.promql.function.range.RangeNotes;
import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramSum;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import io.redstart.query.promql.value.histogram.ResetHint;
import org.jspecify.annotations.Nullable;

/**
 * Computes by how much a histogram increased from the first sample of a window to the last,
 * corrected for counter resets (Prometheus' promql/functions.go, histogramRate).
 */
final class HistogramIncrease {
  private final RangeNotes notes;
  private final boolean isCounter;
  private final boolean usesStarts;
  private final PerSeries<PairEvents> resets;

  HistogramIncrease(RangeNotes notes, boolean isCounter, boolean usesStarts) {
    this.notes = notes;
    this.isCounter = isCounter;
    this.usesStarts = usesStarts;
    this.resets = new PerSeries<>(() -> new PairEvents(CounterResets.comparison(usesStarts)));
  }

  /**
   * Returns the increase, a gauge; null if the histograms cannot be subtracted.
   *
   * @param samples two histograms or more
   */
  @Nullable
  Histogram of(RangeWindow samples) {
    PairEvents events = resets.of(samples);
    int count = isCounter ? events.slide(samples, samples.first()) : 0;
    Histogram first = samples.existingHistogram(samples.first());
    Histogram second = samples.existingHistogram(samples.first() + 1);
    Histogram last = samples.existingHistogram(samples.end() - 1);
    boolean startsAgain = count > 0 && events.position(0) == samples.first() + 1;
    // What the first sample looks like does not matter if the counter was reset right after it.
    Histogram before = startsAgain ? second.cleared() : first;
    if (isMixed(samples, before)) {
      if (!last.layout().isCompatibleWith(before.layout())) {
        noteGaugeAtEdges(samples);
      }
      notes.mixedLayouts(samples);
      return null;
    }
    noteKind(samples);
    try {
      HistogramSum sum = new HistogramSum(coarsest(samples, before, last));
      note(sum.subtract(before), "subtraction");
      for (int n = 0; n < count; n++) {
        int reset = events.position(n);
        if (n > 0 || !startsAgain) {
          note(sum.add(samples.existingHistogram(reset - 1)), "addition");
        } else if (second.detectReset(before)
            || (usesStarts && CounterResets.isStartReset(samples, reset))) {
          note(sum.add(before), "addition");
        }
      }
      return sum.result().compact().withHint(ResetHint.GAUGE);
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(samples);
      return null;
    }
  }

  /** Returns the sum of an increase and the first sample; null if they cannot be added. */
  @Nullable
  Histogram plus(RangeWindow samples, Histogram increase, Histogram first) {
    try {
      HistogramSum sum = new HistogramSum(increase);
      note(sum.add(first), "addition");
      return sum.result();
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(samples);
      return null;
    }
  }

  private void note(boolean reconciled, String operation) {
    if (reconciled) {
      notes.reconciled(operation);
    }
  }

  /**
   * Returns whether the kinds of layouts differ in what counts: a gauge's edges, or all samples.
   */
  private boolean isMixed(RangeWindow samples, Histogram before) {
    int from = isCounter ? samples.first() + 1 : samples.end() - 1;
    for (int i = from; i < samples.end(); i++) {
      samples.limits().check(i);
      if (!samples.existingHistogram(i).layout().isCompatibleWith(before.layout())) {
        return true;
      }
    }
    return false;
  }

  /** Of samples that do not fit together, Prometheus looks at the edges before it gives up. */
  private void noteGaugeAtEdges(RangeWindow samples) {
    if (isCounter && (isGauge(samples, samples.first()) || isGauge(samples, samples.end() - 1))) {
      notes.notCounter(samples);
    }
  }

  private void noteKind(RangeWindow samples) {
    boolean anyGauge = isGauge(samples, samples.first());
    boolean allGauges = anyGauge && isGauge(samples, samples.end() - 1);
    for (int i = samples.first() + 1; i < samples.end() && !anyGauge; i++) {
      anyGauge = isGauge(samples, i);
    }
    if (isCounter && anyGauge) {
      notes.notCounter(samples);
    } else if (!isCounter && !allGauges) {
      notes.notGauge(samples);
    }
  }

  private static boolean isGauge(RangeWindow samples, int position) {
    return samples.existingHistogram(position).hint() == ResetHint.GAUGE;
  }

  /** Returns the last histogram in the coarsest schema of all that count. */
  private Histogram coarsest(RangeWindow samples, Histogram before, Histogram last) {
    if (!(last.layout() instanceof ExponentialBuckets own)
        || !(before.layout() instanceof ExponentialBuckets other)) {
      return last;
    }
    int schema = Math.min(own.schema(), other.schema());
    for (int i = samples.first() + 1; isCounter && i < samples.end() - 1; i++) {
      samples.limits().check(i);
      if (samples.existingHistogram(i).layout() instanceof ExponentialBuckets between) {
        schema = Math.min(schema, between.schema());
      }
    }
    return last.withSchema(schema);
  }
}
