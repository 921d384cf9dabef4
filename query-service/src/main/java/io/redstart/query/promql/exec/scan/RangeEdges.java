// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.syntax.Expr;

/**
 * Finds the samples at the edges of an {@code anchored} or {@code smoothed} range: the newest up to
 * its start, if there is one, and the last up to its end or, if smoothed, the first from there on
 * (Prometheus 3.14, promql/functions.go, extendedRate).
 *
 * <pre>
 *   range              (                    ]
 *   samples       x    |  x    x    x    x  |   x
 *   anchored    first  |                last|
 *   smoothed    first  |                    | last
 * </pre>
 *
 * <p>One object serves many windows in turn.
 */
public final class RangeEdges {
  private int first;
  private int last;

  /** Finds the edges of a window; returns whether there is something to measure. */
  public boolean find(RangeWindow window) {
    if (window.size() == 0) {
      return false;
    }
    boolean isSmoothed = window.edges() == Expr.Edges.SMOOTHED;
    last = window.end() - 1;
    first = Math.max(window.first(), Math.min(window.after(window.fromMillis()), last) - 1);
    if (isSmoothed) {
      last = Math.min(window.after(window.throughMillis() - 1), last);
    }
    return window.timeMillis(last) > window.fromMillis()
        && !(isSmoothed && window.timeMillis(first) > window.throughMillis());
  }

  /** Returns the position of the first sample to measure. */
  public int first() {
    return first;
  }

  /** Returns the position of the last sample to measure. */
  public int last() {
    return last;
  }

  /** Returns whether the value at the start lies between the first sample and the next. */
  public boolean interpolatesStart(RangeWindow window) {
    return window.edges() == Expr.Edges.SMOOTHED
        && window.timeMillis(first) < window.fromMillis();
  }

  /** Returns whether the value at the end lies between the last sample and the one before. */
  public boolean interpolatesEnd(RangeWindow window) {
    return window.edges() == Expr.Edges.SMOOTHED
        && last > window.first()
        && window.timeMillis(last) > window.throughMillis();
  }

  /** Returns the number at the start of the range. */
  public double start(RangeWindow window, boolean isCounter) {
    return interpolatesStart(window)
        ? Interpolation.number(window, first, window.fromMillis(), isCounter)
        : window.value(first);
  }

  /** Returns the number at the end of the range. */
  public double end(RangeWindow window, boolean isCounter) {
    return interpolatesEnd(window)
        ? Interpolation.number(window, last - 1, window.throughMillis(), isCounter)
        : window.value(last);
  }

  /** Returns the position of the first sample after the start. */
  public int firstInside(RangeWindow window) {
    return window.timeMillis(first) <= window.fromMillis() ? first + 1 : first;
  }

  /** Returns the position after the last sample before the end. */
  public int endInside(RangeWindow window) {
    return window.timeMillis(last) >= window.throughMillis() ? last : last + 1;
  }
}
