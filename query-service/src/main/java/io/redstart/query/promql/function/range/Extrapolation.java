// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.scan.RangeWindow;

/**
 * Extrapolates the increase between the first and the last sample of a window to the window's edges
 * (Prometheus 3.14, promql/functions.go, extrapolatedRate).
 *
 * <pre>
 *   window   (                              ]
 *   samples       x    x    x    x    x
 *            |toStart|    sampled    |toEnd|
 * </pre>
 *
 * <p>It extrapolates to an edge that is less than 1.1 average distances of samples away, otherwise by
 * half a distance; and a counter never further back than to where it would have been 0 at the same
 * rate. If the counter began within the window, it was 0 there. One object serves many windows in
 * turn: {@link #window} or {@link #windowSince} sets it.
 */
final class Extrapolation {
  private final boolean isCounter;
  private final boolean isRate;
  private double rangeSeconds;
  private double sampledSeconds;
  private double toStartSeconds;
  private double toEndSeconds;
  private boolean stopsAtZero;

  /**
   * Makes an extrapolation for a function.
   *
   * @param isCounter whether values begin at 0
   * @param isRate whether the result is per second
   */
  Extrapolation(boolean isCounter, boolean isRate) {
    this.isCounter = isCounter;
    this.isRate = isRate;
  }

  /** Sets a window of two samples or more. */
  void window(RangeWindow window) {
    sample(window, window.timeMillis(window.first()));
    double average = sampledSeconds / (window.size() - 1);
    double threshold = average * 1.1;
    toStartSeconds =
        (window.timeMillis(window.first()) - window.fromMillis()) / 1000.0;
    if (toStartSeconds >= threshold) {
      toStartSeconds = average / 2;
    }
    stopsAtZero = isCounter;
  }

  /** Sets a window of one sample or more whose counter began within it. */
  void windowSince(RangeWindow window, long startMillis) {
    sample(window, window.timeMillis(window.first()));
    sampledSeconds =
        (window.timeMillis(window.end() - 1) - startMillis) / 1000.0;
    toStartSeconds = 0;
    stopsAtZero = false;
  }

  private void sample(RangeWindow window, long firstMillis) {
    long lastMillis = window.timeMillis(window.end() - 1);
    rangeSeconds = window.rangeMillis() / 1000.0;
    sampledSeconds = (lastMillis - firstMillis) / 1000.0;
    int distances = window.size() - 1;
    double average = distances == 0 ? 0 : sampledSeconds / distances;
    toEndSeconds = (window.throughMillis() - lastMillis) / 1000.0;
    if (toEndSeconds >= average * 1.1) {
      toEndSeconds = average / 2;
    }
  }

  /**
   * Returns by how much to multiply an increase.
   *
   * @param increase from the first sample to the last, corrected for resets
   * @param first the value of the first sample
   */
  double factor(double increase, double first) {
    double toStart = toStartSeconds;
    if (stopsAtZero && increase > 0 && first >= 0) {
      toStart = Math.min(toStart, sampledSeconds * (first / increase));
    }
    double factor = sampledSeconds == 0
        ? 1
        : (sampledSeconds + toStart + toEndSeconds) / sampledSeconds;
    return isRate ? factor / rangeSeconds : factor;
  }
}
