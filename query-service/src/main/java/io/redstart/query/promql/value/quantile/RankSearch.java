// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

/**
 * Finds the bucket that holds the observation of rank φ · count. The caller shows it one bucket
 * after the other, beginning with the lowest if {@link #ascends}, otherwise with the highest:
 *
 * <pre>
 *   search.start(observations);
 *   while (… more buckets … &amp;&amp; !search.reaches(lower, upper, count)) {}
 *   return search.linearValue();
 * </pre>
 *
 * <p>Buckets without observations may be left out. Used by one thread, again and again.
 */
public final class RankSearch {
  /** Smaller shares of all observations come from rounding. */
  private static final double FINE_MIN = 1e-12;

  private final double phi;
  private final boolean ascending;
  private final boolean isFine;
  private double observations;
  private double rank;
  private double reached;
  private double lower;
  private double upper;
  private double count;

  /**
   * Makes a search.
   *
   * @param phi 0 … 1
   * @param isFine whether buckets are fine bins, which may hold rounding errors of differences
   */
  RankSearch(double phi, boolean ascending, boolean isFine) {
    this.phi = phi;
    this.ascending = ascending;
    this.isFine = isFine;
  }

  /** Returns a search in fine bins, from the end that is closer: this is also more precise. */
  public static RankSearch ofFineBins(double phi) {
    return new RankSearch(phi, isLow(phi), true);
  }

  /** Returns whether the observation is closer to the lowest one. */
  static boolean isLow(double phi) {
    return phi < 0.5;
  }

  /** Returns whether it wants the lowest bucket first. */
  public boolean ascends() {
    return ascending;
  }

  /** Starts again, with the number of observations in all buckets together, more than 0. */
  public void start(double all) {
    observations = all;
    rank = (ascending ? phi : 1 - phi) * all;
    reached = 0;
    lower = 0;
    upper = 0;
    count = 0;
  }

  /** Returns how many observations the next buckets must hold to reach the rank. */
  public double missing() {
    return rank - reached;
  }

  /** Leaves out buckets that together do not reach the rank. */
  public void skip(double observationsInAll) {
    reached += observationsInAll;
  }

  /** Goes on to a bucket. Returns whether it holds the observation. */
  public boolean reaches(double bucketLower, double bucketUpper, double bucketCount) {
    lower = bucketLower;
    upper = bucketUpper;
    count = bucketCount;
    reached += bucketCount;
    boolean isFilled = isFine ? count > observations * FINE_MIN : count != 0;
    return isFilled && reached >= rank;
  }

  /** Returns how many observations the bucket and those before it hold. */
  double reached() {
    return Math.min(reached, observations);
  }

  /** Returns whether all buckets together do not reach the rank. */
  boolean isMissed() {
    return reached() < rank;
  }

  /** Returns the rank among the observations of the bucket, from the lowest of them. */
  double rankInBucket() {
    return ascending ? rank - (reached() - count) : reached() - rank;
  }

  /** Returns whether the bucket is too wide to interpolate in: it has one finite bound. */
  boolean isOpen() {
    return lower == Double.NEGATIVE_INFINITY ? upper <= 0 : upper == Double.POSITIVE_INFINITY;
  }

  /** Returns the finite bound of an open bucket. */
  double finiteBound() {
    return lower == Double.NEGATIVE_INFINITY ? upper : lower;
  }

  /** Returns the observation, if those of a bucket lie evenly in it. */
  public double linearValue() {
    if (isOpen()) {
      return finiteBound();
    }
    if (isMissed()) {
      return upper;
    }
    double from = lower == Double.NEGATIVE_INFINITY ? 0 : lower;
    return from + (upper - from) * (rankInBucket() / count);
  }
}
