// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.operator.SampleNotes.Operation;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.HistogramCombination;
import io.redstart.query.promql.value.IncompatibleLayoutsException;

/**
 * Computes values on the straight line between two neighbouring samples. A counter that was reset
 * between them started at 0 at the time of the first (Prometheus 3.14, promql/functions.go,
 * interpolate and interpolateHistograms).
 */
public final class Interpolation {
  private Interpolation() {}

  /**
   * Returns the number at a time.
   *
   * @param before the position of the first of the two samples
   */
  public static double number(
      RangeWindow window, int before, long timeMillis, boolean isCounter) {
    double left = window.value(before);
    double right = window.value(before + 1);
    if (isCounter && right < left) {
      left = 0;
    }
    double passedMillis = timeMillis - window.timeMillis(before);
    double distanceMillis = window.timeMillis(before + 1) - window.timeMillis(before);
    return left + (right - left) * passedMillis / distanceMillis;
  }

  /**
   * Returns the histogram at a time.
   *
   * @param before the position of the first of the two samples
   * @param notes where custom bounds that differ are noted
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public static Histogram histogram(
      RangeWindow window, int before, long timeMillis, boolean isCounter, SampleNotes notes) {
    Histogram left = window.histogramAt(before);
    Histogram right = window.histogramAt(before + 1);
    if (timeMillis == window.timeMillis(before)) {
      return left;
    }
    if (timeMillis == window.timeMillis(before + 1)) {
      return right;
    }
    double passedMillis = timeMillis - window.timeMillis(before);
    double distanceMillis = window.timeMillis(before + 1) - window.timeMillis(before);
    double share = passedMillis / distanceMillis;
    if (isCounter && right.detectReset(left)) {
      return right.times(share);
    }
    Histogram difference = noted(right.minus(left), Operation.SUBTRACTION, notes);
    return noted(difference.times(share).plus(left), Operation.ADDITION, notes);
  }

  private static Histogram noted(
      HistogramCombination combination, Operation operation, SampleNotes notes) {
    if (combination.boundsReconciled()) {
      notes.reconciledBounds(operation);
    }
    return combination.histogram();
  }
}
