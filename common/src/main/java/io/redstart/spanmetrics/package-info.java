// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The settings block {@code spanmetrics:}: the keys of the Collector's connector, and our own rules
 * for spans. Ingest counts by them, and the aggregator and the query service need them for buckets
 * and names. So the whole block is here and not in ingest. Start at {@link
 * io.redstart.spanmetrics.SpanMetricsConfig}.
 */
@NullMarked
package io.redstart.spanmetrics;

import org.jspecify.annotations.NullMarked;
