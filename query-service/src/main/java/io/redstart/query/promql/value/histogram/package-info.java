// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Histograms and their arithmetic. Start at {@link
 * io.redstart.query.promql.value.histogram.Histogram}: it adds, scales, trims and compares, in any
 * layout. What a query estimates from the buckets is in {@code quantile}.
 *
 * <pre>
 *   BucketLayout                 where buckets begin and end: exponential, custom, fine
 *   HistogramBuilder             makes a Histogram
 *   HistogramSum, HistogramMean  add up many
 *   BucketCursor                 visits the buckets in order
 * </pre>
 */
@NullMarked
package io.redstart.query.promql.value.histogram;

import org.jspecify.annotations.NullMarked;
