// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

/**
 * The cumulative buckets of one classic histogram, for {@code histogram_quantile} and {@code
 * histogram_fraction} (Prometheus 3.14, promql/quantile.go, BucketQuantile and BucketFraction). A
 * quantile is in the first bucket whose count reaches its rank; inside a bucket, observations lie
 * evenly.
 *
 * <pre>
 *   le      0.1   0.2   1    +Inf      φ = 0.5: rank 6 of 12, bucket (0.1, 0.2]
 *   count     5     7   11    12       0.1 + 0.1 · (6 − 5) / (7 − 5) = 0.15
 * </pre>
 *
 * <p>One object serves many histograms in turn: {@link #clear}, {@link #add} by ascending bound,
 * {@link #quantile} or {@link #fraction}, and then the methods about corrections.
 */
public final class ClassicBuckets {
  /** Smaller relative differences of successive buckets come from rounding. */
  private static final double DIFFERENCE_MIN = 1e-12;

  private final double[] bounds;
  private final double[] counts;
  private int size;
  private boolean mended;
  private double mendedFrom;
  private double mendedTo;
  private double mendedMax;

  /** Makes an object for histograms of up to a number of buckets. */
  public ClassicBuckets(int bucketsMax) {
    this.bounds = new double[bucketsMax];
    this.counts = new double[bucketsMax];
  }

  /** Starts a histogram. */
  public void clear() {
    size = 0;
    mended = false;
    mendedFrom = Double.POSITIVE_INFINITY;
    mendedTo = Double.NEGATIVE_INFINITY;
    mendedMax = 0;
  }

  /**
   * Adds a bucket; buckets with the same bound are added up.
   *
   * @param bound upper bound, not less than the one before
   * @param count observations at or below it
   */
  public void add(double bound, double count) {
    if (size > 0 && bounds[size - 1] == bound) {
      counts[size - 1] += count;
      return;
    }
    bounds[size] = bound;
    counts[size++] = count;
  }

  /** Returns whether the histogram has no buckets. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns the φ-quantile; NaN if the buckets do not give one, infinite if φ is outside 0 … 1. */
  public double quantile(double phi) {
    if (Double.isNaN(phi)) {
      return Double.NaN;
    }
    if (phi < 0 || phi > 1) {
      return phi < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (size == 0 || bounds[size - 1] != Double.POSITIVE_INFINITY) {
      return Double.NaN;
    }
    mend();
    double observations = counts[size - 1];
    if (size < 2 || observations == 0) {
      return Double.NaN;
    }
    return interpolate(phi * observations);
  }

  private double interpolate(double rank) {
    int bucket = firstReaching(rank);
    if (bucket == size - 1) {
      return bounds[size - 2];
    }
    double upper = bounds[bucket];
    if (bucket == 0) {
      return upper <= 0 ? upper : upper * (rank / counts[0]);
    }
    double lower = bounds[bucket - 1];
    double below = counts[bucket - 1];
    return lower + (upper - lower) * ((rank - below) / (counts[bucket] - below));
  }

  /** Returns the first bucket whose count is at least a rank, or the last; NaN is never enough. */
  private int firstReaching(double rank) {
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (counts[middle] >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Returns the fraction of observations above one value, up to another; NaN if the buckets do not
   * give one.
   */
  public double fraction(double lower, double upper) {
    if (size == 0 || bounds[size - 1] != Double.POSITIVE_INFINITY || counts[size - 1] == 0) {
      return Double.NaN;
    }
    if (Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    return lower >= upper ? 0 : (rank(upper) - rank(lower)) / counts[size - 1];
  }

  /** Returns how many observations are below a value. */
  private double rank(double value) {
    double all = counts[size - 1];
    double below = 0;
    double start = bounds[0] <= 0 ? Double.NEGATIVE_INFINITY : 0;
    for (int i = 0; i < size; i++) {
      if (start >= value) {
        return Math.min(below, all);
      }
      if (bounds[i] > value) {
        double share = (value - start) / (bounds[i] - start);
        // A bucket without a lower bound counts as if all of it were below.
        boolean isOpen = start == Double.NEGATIVE_INFINITY;
        return Math.min(isOpen ? counts[i] : below + (counts[i] - below) * share, all);
      }
      below = counts[i];
      start = bounds[i];
    }
    return all;
  }

  /** Makes the counts ascend; differences by rounding only are not recorded. */
  private void mend() {
    double previous = counts[0];
    for (int i = 1; i < size; i++) {
      double count = counts[i];
      if (count == previous) {
        continue;
      }
      if (almostEqual(previous, count)) {
        counts[i] = previous;
      } else if (count < previous) {
        counts[i] = previous;
        mended = true;
        mendedFrom = Math.min(mendedFrom, bounds[i]);
        mendedTo = Math.max(mendedTo, bounds[i]);
        mendedMax = Math.max(mendedMax, previous - count);
      } else {
        previous = count;
      }
    }
  }

  private static boolean almostEqual(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Double.isNaN(left) && Double.isNaN(right);
    }
    double difference = Math.abs(left - right);
    double sum = Math.abs(left) + Math.abs(right);
    if (left == 0 || right == 0 || sum < Double.MIN_NORMAL) {
      return difference < DIFFERENCE_MIN * Double.MIN_NORMAL;
    }
    return difference / Math.min(sum, Double.MAX_VALUE) < DIFFERENCE_MIN;
  }

  /** Returns whether a count was below the count of a smaller bound by more than rounding. */
  public boolean wasMended() {
    return mended;
  }

  /** Returns the lowest bound whose count was corrected. */
  public double mendedFrom() {
    return mendedFrom;
  }

  /** Returns the highest bound whose count was corrected. */
  public double mendedTo() {
    return mendedTo;
  }

  /** Returns the largest correction of a count. */
  public double mendedMax() {
    return mendedMax;
  }
}
