// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Estimates of observations from the buckets that counted them: quantiles, fractions and variances.
 * Start at {@link io.redstart.query.promql.value.quantile.HistogramQuantile} for histograms, or at
 * {@link io.redstart.query.promql.value.quantile.ClassicBuckets} for series with {@code le}.
 */
@NullMarked
package io.redstart.query.promql.value.quantile;

import org.jspecify.annotations.NullMarked;
