// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

/**
 * Extrapolates the increase between the first and the last sample of a window to the window's
 * edges, for {@code rate} and {@code increase} (Prometheus 3.14, promql/functions.go,
 * extrapolatedRate).
 *
 * <pre>
 *   window   (                              ]
 *   samples       x    x    x    x    x
 *            |toStart|    sampled    |toEnd|
 * </pre>
 *
 * <p>It extrapolates to an edge that is less than 1.1 average distances of samples away, otherwise
 * by half a distance; and never further back than where the counter would have been 0 at the same
 * rate. One object serves many windows in turn: {@link #window} sets it.
 */
public final class Extrapolation {
  private final long rangeMillis;
  private final boolean perSecond;
  private double sampledSeconds;
  private double toStartSeconds;
  private double toEndSeconds;

  /**
   * Makes an extrapolation for a function.
   *
   * @param rangeMillis the length of its windows
   * @param perSecond true for {@code rate}, false for {@code increase}
   */
  public Extrapolation(long rangeMillis, boolean perSecond) {
    this.rangeMillis = rangeMillis;
    this.perSecond = perSecond;
  }

  /**
   * Sets the window.
   *
   * @param endMillis its inclusive end
   * @param firstMillis the time of its first sample
   * @param lastMillis the time of its last sample, later than the first
   * @param samples the number of samples, 2 or more
   */
  public void window(long endMillis, long firstMillis, long lastMillis, int samples) {
    sampledSeconds = (lastMillis - firstMillis) / 1e3;
    double averageSeconds = sampledSeconds / (samples - 1);
    double threshold = averageSeconds * 1.1;
    toStartSeconds = (firstMillis - (endMillis - rangeMillis)) / 1e3;
    if (toStartSeconds >= threshold) {
      toStartSeconds = averageSeconds / 2;
    }
    toEndSeconds = (endMillis - lastMillis) / 1e3;
    if (toEndSeconds >= threshold) {
      toEndSeconds = averageSeconds / 2;
    }
  }

  /**
   * Returns the rate or increase of a counter over the window.
   *
   * @param increase its increase from the first sample to the last, corrected for resets
   * @param first its value at the first sample
   */
  public double apply(double increase, double first) {
    double toStart = toStartSeconds;
    if (increase > 0 && first >= 0) {
      double toZero = sampledSeconds * (first / increase);
      toStart = toZero < toStart ? toZero : toStart;
    }
    double factor = (sampledSeconds + toStart + toEndSeconds) / sampledSeconds;
    return increase * (perSecond ? factor / (rangeMillis / 1e3) : factor);
  }
}
