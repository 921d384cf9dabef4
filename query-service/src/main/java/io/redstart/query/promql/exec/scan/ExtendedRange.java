// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.value.Series;
import java.util.Locale;

/**
 * The samples of an {@code anchored} or {@code smoothed} range when they are the result of a query:
 * those within the range, and one at each of its edges (Prometheus' promql/engine.go,
 * extendFloats).
 */
final class ExtendedRange {
  private ExtendedRange() {}

  /**
   * Returns the samples; none if the series has none in the range.
   *
   * @throws PromqlException if one of them is a histogram
   */
  static Series of(RangeWindow window, Labels labels) {
    if (window.numbers().size() < window.size()) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          window.edges().name().toLowerCase(Locale.ROOT)
              + " modifier is not supported with histograms");
    }
    if (window.isEmpty() || window.timeMillis(window.lastExtended()) <= window.fromMillis()) {
      return new Series(labels, new long[0], new double[0]);
    }
    int first = window.firstExtended();
    int last = window.lastExtended();
    double left = Interpolation.left(window, first, false);
    double right = Interpolation.right(window, last, false);
    int from = window.timeMillis(first) <= window.fromMillis() ? first + 1 : first;
    int to = window.timeMillis(last) >= window.throughMillis() ? last : last + 1;
    return of(window, labels, from, Math.max(from, to), left, right);
  }

  private static Series of(
      RangeWindow window, Labels labels, int from, int to, double left, double right) {
    int size = to - from + 2;
    long[] timesMillis = new long[size];
    double[] values = new double[size];
    timesMillis[0] = window.fromMillis();
    values[0] = left;
    for (int i = from; i < to; i++) {
      window.limits().check(i - from);
      timesMillis[i - from + 1] = window.timeMillis(i);
      values[i - from + 1] = window.value(i);
    }
    timesMillis[size - 1] = window.throughMillis();
    values[size - 1] = right;
    return new Series(labels, timesMillis, values);
  }
}
