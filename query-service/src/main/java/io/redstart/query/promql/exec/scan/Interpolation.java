// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramCombination;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;

/**
 * Values between two samples, on a straight line. A counter that was reset in between starts at 0
 * right after the first sample (Prometheus' promql/functions.go, interpolate and
 * interpolateHistograms).
 */
public final class Interpolation {
  private Interpolation() {}

  /**
   * Returns the number at the start of an extended range, see {@link RangeWindow#firstExtended}.
   */
  public static double left(RangeWindow window, int first, boolean isCounter) {
    return isBefore(window, first)
        ? number(window, first, window.fromMillis(), isCounter)
        : window.value(first);
  }

  /** Returns the number at the end of an extended range, see {@link RangeWindow#lastExtended}. */
  public static double right(RangeWindow window, int last, boolean isCounter) {
    return isBehind(window, last)
        ? number(window, last - 1, window.throughMillis(), isCounter)
        : window.value(last);
  }

  /**
   * Returns the histogram at the start of an extended range; see the method for any time.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public static Histogram left(
      RangeWindow window, int first, boolean isCounter, Annotations annotations, TextRange at) {
    return isBefore(window, first)
        ? histogram(window, first, window.fromMillis(), isCounter, annotations, at)
        : window.existingHistogram(first);
  }

  /**
   * Returns the histogram at the end of an extended range; see the method for any time.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public static Histogram right(
      RangeWindow window, int last, boolean isCounter, Annotations annotations, TextRange at) {
    return isBehind(window, last)
        ? histogram(window, last - 1, window.throughMillis(), isCounter, annotations, at)
        : window.existingHistogram(last);
  }

  private static boolean isBefore(RangeWindow window, int first) {
    return window.edges() == Expr.Edges.SMOOTHED && window.timeMillis(first) < window.fromMillis();
  }

  private static boolean isBehind(RangeWindow window, int last) {
    return window.edges() == Expr.Edges.SMOOTHED
        && last > window.first()
        && window.timeMillis(last) > window.throughMillis();
  }

  /** Returns the number at a time between the samples at a position and the next. */
  public static double number(RangeWindow window, int left, long atMillis, boolean isCounter) {
    double from = window.value(left);
    double to = window.value(left + 1);
    if (isCounter && to < from) {
      from = 0;
    }
    long fromMillis = window.timeMillis(left);
    long distanceMillis = window.timeMillis(left + 1) - fromMillis;
    return from + (to - from) * (double) (atMillis - fromMillis) / (double) distanceMillis;
  }

  /**
   * Returns the histogram at a time between the samples at a position and the next.
   *
   * @param at where the selector stands, for a note about bounds that differ
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public static Histogram histogram(
      RangeWindow window,
      int left,
      long atMillis,
      boolean isCounter,
      Annotations annotations,
      TextRange at) {
    Histogram from = window.existingHistogram(left);
    Histogram to = window.existingHistogram(left + 1);
    long fromMillis = window.timeMillis(left);
    long toMillis = window.timeMillis(left + 1);
    if (atMillis == fromMillis) {
      return from;
    }
    if (atMillis == toMillis) {
      return to;
    }
    double share = (double) (atMillis - fromMillis) / (double) (toMillis - fromMillis);
    if (isCounter && to.detectReset(from)) {
      return to.times(share);
    }
    HistogramCombination difference = to.minus(from);
    HistogramCombination result = difference.histogram().times(share).plus(from);
    if (difference.boundsReconciled()) {
      annotations.inform(at, "mismatched custom buckets were reconciled during subtraction");
    }
    if (result.boundsReconciled()) {
      annotations.inform(at, "mismatched custom buckets were reconciled during addition");
    }
    return result.histogram();
  }
}
