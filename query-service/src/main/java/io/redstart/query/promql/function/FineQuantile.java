// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

/**
 * {@code histogram_quantile} over the fine cells of one histogram. Between the edges of a cell it
 * goes linearly, like its classic kin; what is different is that cells are narrow, touch only where
 * both were touched, and that there is nothing beyond the last.
 *
 * <p>The result is the classic one for buckets at both edges of every cell, except at φ = 0, which
 * there divides 0 by 0 where a bucket below the lowest cell is empty; here it is the lower edge of
 * the lowest cell that holds something.
 */
public final class FineQuantile {
  /** Cells that hold less, relatively, hold what rounding left over. */
  private static final double COUNT_MIN = 1e-12;

  private FineQuantile() {}

  /**
   * Returns the φ-quantile; NaN if there are no observations, infinite if φ is not of 0 … 1.
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
