// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * Visits the buckets of a histogram in the order of their values, the zero bucket between negative
 * and positive ones if it has observations.
 *
 * <pre>
 *   BucketCursor bucket = histogram.buckets();
 *   while (bucket.next()) {
 *     … bucket.lower() … bucket.count() …
 *   }
 * </pre>
 */
public final class BucketCursor {
  private final Histogram histogram;
  private final BucketLayout layout;
  private final boolean ascending;
  private final int negatives;
  private final int all;
  /** In the order of the visit: buckets of one side, the zero bucket, buckets of the other side. */
  private int position = -1;

  private double lower;
  private double upper;
  private double count;
  private boolean includesLower;
  private boolean includesUpper;

  BucketCursor(Histogram histogram, boolean ascending) {
    this.histogram = histogram;
    this.layout = histogram.layout();
    this.ascending = ascending;
    this.negatives = histogram.negative().size();
    this.all = negatives + 1 + histogram.positive().size();
  }

  /** Moves to the next bucket. Returns whether there is one. */
  public boolean next() {
    while (++position < all) {
      int rank = ascending ? position : all - 1 - position;
      if (rank < negatives) {
        moveToNegative(negatives - 1 - rank);
        return true;
      }
      if (rank > negatives) {
        moveToPositive(rank - negatives - 1);
        return true;
      }
      if (histogram.zeroCount() > 0) {
        moveToZero();
        return true;
      }
    }
    return false;
  }

  private void moveToNegative(int at) {
    int index = histogram.negative().indexes()[at];
    count = histogram.negative().counts()[at];
    lower = -layout.upper(index);
    upper = -layout.lower(index);
    if (upper > -histogram.zeroThreshold()) {
      upper = -histogram.zeroThreshold();
    }
    includesLower = true;
    includesUpper = false;
  }

  private void moveToZero() {
    count = histogram.zeroCount();
    lower = -histogram.zeroThreshold();
    upper = histogram.zeroThreshold();
    includesLower = true;
    includesUpper = true;
  }

  private void moveToPositive(int at) {
    int index = histogram.positive().indexes()[at];
    count = histogram.positive().counts()[at];
    lower = layout.lower(index);
    upper = layout.upper(index);
    if (lower > 0 && lower < histogram.zeroThreshold()) {
      lower = histogram.zeroThreshold();
    }
    includesLower = layout.includesLower(index);
    includesUpper = true;
  }

  /** Returns the bucket's lower bound. */
  public double lower() {
    return lower;
  }

  /** Returns the bucket's upper bound. */
  public double upper() {
    return upper;
  }

  /** Returns whether the bucket includes its lower bound. */
  public boolean includesLower() {
    return includesLower;
  }

  /** Returns whether the bucket includes its upper bound. */
  public boolean includesUpper() {
    return includesUpper;
  }

  /** Returns the bucket's observations. */
  public double count() {
    return count;
  }

  /**
   * Returns Prometheus' number for the bounds that a bucket includes: 0 the upper, 1 the lower, 2
   * none, 3 both.
   */
  public int boundaryRule() {
    if (includesLower) {
      return includesUpper ? 3 : 1;
    }
    return includesUpper ? 0 : 2;
  }
}
