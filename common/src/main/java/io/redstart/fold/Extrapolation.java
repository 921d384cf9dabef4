// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.FoldRequest.Steps;

/**
 * Computes the factor of Prometheus' {@code increase} for the difference of the last and the first
 * sample of a step, in the same arithmetic (Prometheus 3.14, promql/functions.go,
 * extrapolatedRate). It depends only on the step and, for young label sets, on their first sample.
 */
public final class Extrapolation {
  private final FoldGrid grid;

  /** Makes the extrapolation of a grid. */
  public Extrapolation(FoldGrid grid) {
    this.grid = grid;
  }

  /**
   * Returns the factor of a step.
   *
   * @param zeroMillis the stamp of the first sample, whose value is 0; anything smaller for label
   *     sets that have older ones
   */
  public double factor(int step, long zeroMillis) {
    long firstMillis = grid.cutMillis(grid.first(step));
    long lastMillis = grid.cutMillis(grid.last(step));
    if (zeroMillis >= firstMillis) {
      // The counter was 0 at its first sample, and is not extrapolated further back.
      double sampled = (lastMillis - zeroMillis) / 1e3;
      return (sampled + 0 + toEnd(step, zeroMillis, lastMillis)) / sampled;
    }
    double sampled = (lastMillis - firstMillis) / 1e3;
    double toStart = toStart(step, firstMillis, lastMillis);
    return (sampled + toStart + toEnd(step, firstMillis, lastMillis)) / sampled;
  }

  /**
   * Returns how much of the increase between two samples the extrapolation to the start adds, unless
   * the counter would have been 0 before.
   */
  double startShare(int step, long firstMillis) {
    long lastMillis = grid.cutMillis(grid.last(step));
    return toStart(step, firstMillis, lastMillis) / ((lastMillis - firstMillis) / 1e3);
  }

  private double toStart(int step, long firstMillis, long lastMillis) {
    Steps steps = grid.steps();
    long from = steps.timeMillis(step) - steps.rangeMillis();
    return edge((firstMillis - from) / 1e3, firstMillis, lastMillis);
  }

  private double toEnd(int step, long firstMillis, long lastMillis) {
    return edge((grid.steps().timeMillis(step) - lastMillis) / 1e3, firstMillis, lastMillis);
  }

  /** Extrapolates to an edge less than 1.1 distances of samples away, otherwise half a distance. */
  private double edge(double seconds, long firstMillis, long lastMillis) {
    long gaps = (lastMillis - firstMillis) / grid.windowMillis();
    double average = (lastMillis - firstMillis) / 1e3 / gaps;
    return seconds >= average * 1.1 ? average / 2 : seconds;
  }
}
