// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.syntax.TextRange;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.HistogramCombination;
import io.redstart.query.promql.value.IncompatibleLayoutsException;

/**
 * Values between two samples, on a straight line. A counter that was reset in between starts at 0
 * right after the first sample (Prometheus' promql/functions.go, interpolate and
 * interpolateHistograms).
 */
public final class Interpolation {
  private Interpolation() {}

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
