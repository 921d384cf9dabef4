// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.compare;

import io.redstart.deploy.cli.http.PrometheusApi;
import io.redstart.deploy.cli.http.Series;

/**
 * Finds the part of a range in which both servers counted. After a migration began, one of them has
 * less history, and its rates over the whole range would be too low.
 */
final class SharedRange {
  private static final int STEPS = 120;

  /** Shorter than any rate can be asked for. */
  private static final double SECONDS_MIN = 1;

  private SharedRange() {}

  /**
   * Returns the length of the range that remains: all of it if a server has no calls, or only at the
   * end.
   *
   * @param endSeconds the end of the range
   * @param seconds the length that was asked for
   */
  static double seconds(Side one, Side other, double endSeconds, double seconds) {
    double begin =
        Math.max(beginSeconds(one, endSeconds, seconds), beginSeconds(other, endSeconds, seconds));
    double shared = endSeconds - begin;
    return shared >= SECONDS_MIN ? shared : seconds;
  }

  private static double beginSeconds(Side side, double endSeconds, double seconds) {
    PrometheusApi.Result found = side.api()
        .range(
            "group(" + side.queries().calls() + ")",
            endSeconds - seconds,
            endSeconds,
            Math.max(1, seconds / STEPS));
    return found.series().stream()
        .flatMap(series -> series.points().stream())
        .mapToDouble(Series.Point::seconds)
        .min()
        .orElse(endSeconds - seconds);
  }
}
