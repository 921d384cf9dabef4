// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The settings block {@code spanmetrics:}: the keys of the Collector's connector, and our own rules
 * for spans. Ingest counts by them, the aggregator and the query service lay out and name what was
 * counted; so the whole block is here and not in ingest. Start at {@link
 * io.redstart.spanmetrics.SpanMetricsConfig}.
 */
@NullMarked
package io.redstart.spanmetrics;

import org.jspecify.annotations.NullMarked;
