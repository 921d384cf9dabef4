// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.Interpolation;
import io.redstart.query.promql.exec.scan.RangeEdges;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.ResetHint;
import org.jspecify.annotations.Nullable;

/**
 * Computes by how much histograms increased between the edges of {@code anchored} and {@code
 * smoothed} ranges (Prometheus 3.14, promql/functions.go, extendedHistogramRate).
 */
final class ExtendedIncrease {
  private final boolean isCounter;
  private final SampleNotes notes;
  private final QueryLimits limits;

  ExtendedIncrease(boolean isCounter, SampleNotes notes, QueryLimits limits) {
    this.isCounter = isCounter;
    this.notes = notes;
    this.limits = limits;
  }

  /**
   * Returns the increase as a gauge.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  Histogram of(RangeWindow window, RangeEdges edges) {
    check(window, edges);
    Histogram start = edges.interpolatesStart(window)
        ? Interpolation.histogram(window, edges.first(), window.fromMillis(), isCounter, notes)
        : window.histogramAt(edges.first());
    Histogram end = edges.interpolatesEnd(window)
        ? Interpolation.histogram(
            window, edges.last() - 1, window.throughMillis(), isCounter, notes)
        : window.histogramAt(edges.last());
    if (!isCounter && (start.hint() != ResetHint.GAUGE || end.hint() != ResetHint.GAUGE)) {
      notes.notGauge(window.labels());
    }
    Histogram increase = HistogramSums.minus(end, start, notes);
    Histogram lost = isCounter ? lostAtResets(window, edges, start, end) : null;
    if (lost != null) {
      increase = HistogramSums.plus(increase, lost, notes);
    }
    return increase.withHint(ResetHint.GAUGE);
  }

  private void check(RangeWindow window, RangeEdges edges) {
    boolean hasCustomBuckets = window.histogramAt(edges.first()).hasCustomBuckets();
    for (int i = edges.first(); i <= edges.last(); i++) {
      limits.check(i);
      Histogram histogram = window.histogramAt(i);
      if (histogram.hasCustomBuckets() != hasCustomBuckets) {
        throw new IncompatibleLayoutsException();
      }
      if (isCounter && histogram.hint() == ResetHint.GAUGE) {
        notes.notCounter(window.labels());
      }
    }
  }

  /** Adds up what the counter had reached before each reset. */
  private @Nullable Histogram lostAtResets(
      RangeWindow window, RangeEdges edges, Histogram start, Histogram end) {
    int from = edges.first() + 1;
    Histogram before = start;
    if (edges.interpolatesStart(window)
        && window.histogramAt(from).detectReset(window.histogramAt(edges.first()))) {
      // The value at the start is already one after this reset.
      before = window.histogramAt(from);
      from++;
    }
    // The value at the end stands for the last sample, whose hint it has.
    if (from > edges.last()) {
      return null;
    }
    Histogram lost = null;
    for (int i = from; i < edges.last(); i++) {
      limits.check(i);
      Histogram histogram = window.histogramAt(i);
      lost = histogram.detectReset(before) ? sum(lost, before) : lost;
      before = histogram;
    }
    return end.detectReset(before) ? sum(lost, before) : lost;
  }

  private Histogram sum(@Nullable Histogram lost, Histogram more) {
    return lost == null ? more : HistogramSums.plus(lost, more, notes);
  }
}
