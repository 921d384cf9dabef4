// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

/**
 * How {@code rate} and {@code increase} carry what was seen between the first and the last sample
 * of a window on to the window's edges (Prometheus 3.14, promql/functions.go, extrapolatedRate).
 *
 * <pre>
 *   window   (                              ]
 *   samples       x    x    x    x    x
 *            |toStart|    sampled    |toEnd|
 * </pre>
 *
 * <p>Towards an edge it goes all the way if the edge is less than 1.1 average distances between
 * samples away, otherwise half a distance; and never further back than where the counter, going on
 * as it did, would have been 0. One object serves many windows in turn: {@link #window} sets it.
 */
public final class Extrapolation {
  private final long rangeMillis;
  private final boolean perSecond;
  private double sampledSeconds;
  private double toStartSeconds;
  private double toEndSeconds;

  /**
   * Makes one for a function.
   *
   * @param rangeMillis the length of its windows
   * @param perSecond whether it is {@code rate}; otherwise {@code increase}
   */
  public Extrapolation(long rangeMillis, boolean perSecond) {
    this.rangeMillis = rangeMillis;
    this.perSecond = perSecond;
  }

  /**
   * Sets the window.
   *
   * @param endMillis its inclusive end
   * @param firstMillis when its first sample is
   * @param lastMillis when its last sample is, later than the first
   * @param samples how many there are, 2 or more
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
   * @param increase how much it rose from the first sample to the last, resets made good
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
