// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import io.redstart.spanmetrics.SpanMetricsConfig.Unit;

/**
 * Describes what the series of one metric name show of a label set.
 *
 * @param family which label sets
 * @param part which of its numbers
 * @param unit the unit of {@code le} and of sums
 */
public record MetricView(Family family, Part part, Unit unit) {
  /** Names the number of a label set that a series shows. */
  public enum Part {
    /** One counter series: calls, or events. */
    CALLS,
    /** One series of cumulative counts for each {@code le}. */
    BUCKET,
    /** One series: the sum of durations. */
    SUM,
    /** One series: the number of durations. */
    COUNT,
    /** One series of native histograms of durations. */
    HISTOGRAM,
    /** The gauge 1 of {@link MetricNames#TARGET_INFO}. */
    INFO
  }

  /** Returns whether it needs to know how long the durations were, and not only their sum. */
  boolean needsCells() {
    return part == Part.BUCKET || part == Part.HISTOGRAM;
  }
}
