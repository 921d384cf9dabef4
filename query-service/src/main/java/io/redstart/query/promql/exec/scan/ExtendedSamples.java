// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.value.Series;
import java.util.Locale;

/**
 * The samples of an {@code anchored} or {@code smoothed} range that is the result of a query: those
 * inside, and one at each edge (Prometheus 3.14, promql/engine.go, extendFloats).
 */
final class ExtendedSamples {
  private ExtendedSamples() {}

  /**
   * Returns them; none if there is nothing to measure.
   *
   * @throws PromqlException if there is a histogram
   */
  static Series of(RangeWindow window, Labels labels, QueryLimits limits) {
    if (window.histogramCount() > 0) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          window.edges().name().toLowerCase(Locale.ROOT)
              + " modifier is not supported with histograms");
    }
    RangeEdges edges = new RangeEdges();
    if (!edges.find(window)) {
      return new Series(labels, new long[0], new double[0]);
    }
    int from = edges.firstInside(window);
    int inside = Math.max(0, edges.endInside(window) - from);
    limits.hold(2 * Footprint.longs(inside + 2L));
    long[] timesMillis = new long[inside + 2];
    double[] values = new double[inside + 2];
    timesMillis[0] = window.fromMillis();
    values[0] = edges.start(window, false);
    for (int i = 0; i < inside; i++) {
      limits.check(i);
      timesMillis[i + 1] = window.timeMillis(from + i);
      values[i + 1] = window.value(from + i);
    }
    timesMillis[inside + 1] = window.throughMillis();
    values[inside + 1] = edges.end(window, false);
    return new Series(labels, timesMillis, values);
  }
}
