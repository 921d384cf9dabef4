// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

/**
 * {@code histogram_quantile} over the fine cells of one histogram. Like {@link ClassicQuantile} it
 * interpolates linearly between the edges of a cell. But cells are narrow, have gaps between them
 * where nothing was counted, and none is unbounded.
 *
 * <p>The result equals the classic one for buckets at both edges of every cell, except at φ = 0.
 * There the classic one divides 0 by 0 if a bucket below the lowest cell is empty; this one is the
 * lower edge of the lowest cell with a count.
 */
public final class FineQuantile {
  /** Smaller relative counts of cells come from rounding. */
  private static final double COUNT_MIN = 1e-12;

  private FineQuantile() {}

  /**
   * Returns the φ-quantile; NaN if there are no observations, infinite if φ is outside
   * 0 … 1.
   *
   * @param cells the histogram's cells, ascending
   * @param lowerBounds by cell, exclusive; −∞ for the cell of 0
   * @param upperBounds by cell, inclusive
   * @param counts by position in {@code cells}: 0 or more observations
   */
  public static double quantile(
      double phi, int[] cells, double[] lowerBounds, double[] upperBounds, double[] counts) {
    if (Double.isNaN(phi)) {
      return Double.NaN;
    }
    if (phi < 0 || phi > 1) {
      return phi < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double total = 0;
    for (double count : counts) {
      total += count;
    }
    if (total == 0) {
      return Double.NaN;
    }
    double rank = phi * total;
    double reached = 0;
    double quantile = Double.NaN;
    for (int i = 0; i < counts.length && (reached < rank || Double.isNaN(quantile)); i++) {
      if (counts[i] > total * COUNT_MIN) {
        double share = Math.min(1, (rank - reached) / counts[i]);
        quantile = within(lowerBounds[cells[i]], upperBounds[cells[i]], share);
      }
      reached += counts[i];
    }
    return quantile;
  }

  private static double within(double lower, double upper, double share) {
    return lower == Double.NEGATIVE_INFINITY ? upper : lower + (upper - lower) * share;
  }
}
