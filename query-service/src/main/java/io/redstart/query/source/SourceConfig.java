// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.config.SpanMetricsConfig;

/**
 * How what the aggregators hold is shown.
 *
 * @param spanMetrics names, unit and buckets
 * @param windowMillis the length of the windows that are counted into
 * @param retentionMillis how long they are kept
 * @param samplesMax how many samples one query may hold
 * @param failWhenMissing whether a query fails, instead of carrying a warning, when an aggregator
 *     does not answer
 */
public record SourceConfig(
    SpanMetricsConfig spanMetrics,
    long windowMillis,
    long retentionMillis,
    long samplesMax,
    boolean failWhenMissing) {}
