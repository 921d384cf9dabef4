// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.SpanMetricsConfig.Unit;

/**
 * What the series of one metric name show of a label set.
 *
 * @param family which label sets
 * @param part which of its numbers
 * @param unit the unit of {@code le} and of sums
 */
record MetricView(Family family, Part part, Unit unit) {
  enum Part {
    /** Calls, or how many else were counted, one series. */
    CALLS,
    /** Cumulative counts by {@code le}, a series each. */
    BUCKET,
    /** The sum of durations, one series. */
    SUM,
    /** How many durations there are, one series. */
    COUNT,
    /** The gauge 1 of a {@link TargetInfo}. */
    INFO
  }
}
