// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeEdges;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.SampleSlot;

/**
 * Computes {@code rate}, {@code increase} and {@code delta} of {@code anchored} and {@code smoothed}
 * ranges: the difference between the values at the edges, without extrapolation (Prometheus 3.14,
 * promql/functions.go, extendedRate).
 */
final class ExtendedRate {
  private final boolean isCounter;
  private final boolean isRate;
  private final SampleNotes notes;
  private final QueryLimits limits;
  private final RangeEdges edges = new RangeEdges();
  private final ExtendedIncrease histograms;

  ExtendedRate(boolean isCounter, boolean isRate, SampleNotes notes, QueryLimits limits) {
    this.isCounter = isCounter;
    this.isRate = isRate;
    this.notes = notes;
    this.limits = limits;
    this.histograms = new ExtendedIncrease(isCounter, notes, limits);
  }

  /**
   * Computes a step.
   *
   * @param window numbers or histograms, not both
   */
  void apply(RangeWindow window, SampleSlot into) {
    if (!edges.find(window)) {
      return;
    }
    double seconds = window.rangeMillis() / 1000.0;
    if (window.histogramCount() == 0) {
      double increase = increase(window);
      into.set(isRate ? increase / seconds : increase);
      return;
    }
    try {
      Histogram increase = histograms.of(window, edges);
      into.set((isRate ? increase.dividedBy(seconds) : increase).compact());
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(window.labels());
    }
  }

  private double increase(RangeWindow window) {
    double start = edges.start(window, isCounter);
    double end = edges.end(window, isCounter);
    return isCounter ? end - start + lostAtResets(window, start, end) : end - start;
  }

  private double lostAtResets(RangeWindow window, double start, double end) {
    double lost = 0;
    double before = start;
    int endInside = edges.endInside(window);
    for (int i = edges.firstInside(window); i < endInside; i++) {
      limits.check(i);
      double value = window.value(i);
      lost += value < before ? before : 0;
      before = value;
    }
    return lost + (end < before ? before : 0);
  }
}
