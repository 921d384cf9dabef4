// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * The sum or difference of two histograms, with what users should know about it.
 *
 * @param histogram the result; its buckets may be empty
 * @param hintsCollide whether one histogram claims a counter reset that the other denies
 * @param boundsReconciled whether the histograms have different custom bounds, so that the result
 *     has only those that are in both
 */
public record HistogramCombination(
    Histogram histogram, boolean hintsCollide, boolean boundsReconciled) {}
