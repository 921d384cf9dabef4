// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.value.Series;
import java.util.Locale;

/**
 * The samples of an {@code anchored} or {@code smoothed} range when they are the result of a query:
 * those within the range, and one at each of its edges (Prometheus' promql/engine.go, extendFloats).
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
    long fromMillis = window.fromMillis();
    long throughMillis = window.throughMillis();
    boolean smoothed = window.edges() == Expr.Edges.SMOOTHED;
    int first = Math.max(window.first(), window.after(fromMillis) - 1);
    int last = window.end() - 1;
    if (smoothed) {
      last = Math.min(last, window.after(throughMillis - 1));
    }
    if (window.isEmpty() || window.timeMillis(last) <= fromMillis) {
      return new Series(labels, new long[0], new double[0]);
    }
    double left = smoothed && window.timeMillis(first) < fromMillis
        ? Interpolation.number(window, first, fromMillis, false)
        : window.value(first);
    double right = smoothed && last > window.first() && window.timeMillis(last) > throughMillis
        ? Interpolation.number(window, last - 1, throughMillis, false)
        : window.value(last);
    int from = window.timeMillis(first) <= fromMillis ? first + 1 : first;
    int to = window.timeMillis(last) >= throughMillis ? last : last + 1;
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
