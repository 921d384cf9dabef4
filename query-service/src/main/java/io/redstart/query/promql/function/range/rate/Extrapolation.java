// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.scan.RangeWindow;

/**
 * Extrapolates the increase between the first and the last sample of a window to the window's
 * edges, for {@code rate}, {@code increase} and {@code delta} (Prometheus 3.14,
 * promql/functions.go, extrapolatedRate).
 *
 * <pre>
 *   window   (                              ]
 *   samples       x    x    x    x    x
 *            |toStart|    sampled    |toEnd|
 * </pre>
 *
 * <p>It extrapolates to an edge that is less than 1.1 average distances of samples away, otherwise
 * by half a distance. A counter is never extrapolated further back than where it would have been 0
 * at the same rate, nor beyond its start if that is known. One object serves many windows in turn.
 */
final class Extrapolation {
  private final boolean isCounter;
  private final boolean perSecond;
  private boolean isBorn;
  private double rangeSeconds;
  private double sampledSeconds;
  private double toStartSeconds;
  private double toEndSeconds;

  /**
   * Makes an extrapolation for a function.
   *
   * @param perSecond true for {@code rate}
   */
  Extrapolation(boolean isCounter, boolean perSecond) {
    this.isCounter = isCounter;
    this.perSecond = perSecond;
  }

  /**
   * Sets the window.
   *
   * @param startMillis when its first sample's counter began, 0 if unknown; epoch milliseconds
   * @return whether there is enough to extrapolate: two samples, or a start within the window
   */
  boolean window(RangeWindow samples, long startMillis) {
    long firstMillis = samples.timeMillis(samples.first());
    long lastMillis = samples.timeMillis(samples.end() - 1);
    int gaps = samples.size() - 1;
    rangeSeconds = seconds(samples.rangeMillis());
    sampledSeconds = (lastMillis - firstMillis) / 1e3;
    double averageSeconds = gaps == 0 ? 0 : sampledSeconds / gaps;
    double thresholdSeconds = averageSeconds * 1.1;
    toStartSeconds = (firstMillis - samples.fromMillis()) / 1e3;
    toEndSeconds = (samples.throughMillis() - lastMillis) / 1e3;
    isBorn = startMillis != 0 && startMillis > samples.fromMillis() && startMillis < firstMillis;
    if (isBorn) {
      toStartSeconds = 0;
      sampledSeconds = (lastMillis - startMillis) / 1e3;
    } else if (toStartSeconds >= thresholdSeconds) {
      toStartSeconds = averageSeconds / 2;
    }
    if (toEndSeconds >= thresholdSeconds) {
      toEndSeconds = averageSeconds / 2;
    }
    return isBorn || gaps > 0;
  }

  /**
   * Returns whether the counter is known to have begun within the window. Its value at the first
   * sample is then part of its increase.
   */
  boolean isBorn() {
    return isBorn;
  }

  /**
   * Returns what the increase between the samples is multiplied with.
   *
   * @param increase from the first sample to the last, corrected for resets
   * @param first the value at the first sample
   */
  double factor(double increase, double first) {
    double toStart = toStartSeconds;
    if (isCounter && !isBorn && increase > 0 && first >= 0) {
      double toZero = sampledSeconds * (first / increase);
      toStart = toZero < toStart ? toZero : toStart;
    }
    double factor =
        sampledSeconds == 0 ? 1 : (sampledSeconds + toStart + toEndSeconds) / sampledSeconds;
    return perSecond ? factor / rangeSeconds : factor;
  }

  /** Returns seconds, rounded as Go's {@code Duration.Seconds} does. */
  static double seconds(long millis) {
    long whole = millis / 1000;
    return (double) whole + millis % 1000 / 1e3;
  }
}
