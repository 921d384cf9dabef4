// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/** Collects the parts of a {@link Histogram}; what is left out is 0. */
public final class HistogramBuilder {
  private final BucketLayout layout;
  private ResetHint hint = ResetHint.UNKNOWN;
  private double count;
  private double sum;
  private double zeroThreshold;
  private double zeroCount;
  private SparseBuckets positive = SparseBuckets.EMPTY;
  private SparseBuckets negative = SparseBuckets.EMPTY;

  HistogramBuilder(BucketLayout layout) {
    this.layout = layout;
  }

  /** Sets what is known of a counter reset; without it, nothing is known. */
  public HistogramBuilder hint(ResetHint value) {
    hint = value;
    return this;
  }

  /** Sets how many observations there were. */
  public HistogramBuilder count(double value) {
    count = value;
    return this;
  }

  /** Sets the sum of the observations. */
  public HistogramBuilder sum(double value) {
    sum = value;
    return this;
  }

  /** Sets the bounds of the zero bucket and its count; for exponential buckets only. */
  public HistogramBuilder zero(double threshold, double observations) {
    zeroThreshold = threshold;
    zeroCount = observations;
    return this;
  }

  /** Sets positive buckets without gaps, from an index. */
  public HistogramBuilder positive(int firstIndex, double... counts) {
    positive = SparseBuckets.from(firstIndex, counts);
    return this;
  }

  /**
   * Sets positive buckets by ascending index. The histogram owns the arrays of counts; several
   * histograms may share an array of indexes, which makes adding them faster.
   */
  public HistogramBuilder positive(int[] indexes, double[] counts) {
    positive = new SparseBuckets(indexes, counts);
    return this;
  }

  /** Sets negative buckets without gaps, from an index; for exponential buckets only. */
  public HistogramBuilder negative(int firstIndex, double... counts) {
    negative = SparseBuckets.from(firstIndex, counts);
    return this;
  }

  /** Sets negative buckets by ascending index; see {@link #positive(int[], double[])}. */
  public HistogramBuilder negative(int[] indexes, double[] counts) {
    negative = new SparseBuckets(indexes, counts);
    return this;
  }

  /**
   * Returns the histogram.
   *
   * @throws IllegalArgumentException if there are negative buckets or a zero bucket, and the buckets
   *     are not exponential
   */
  public Histogram build() {
    boolean hasZeroOrNegative = zeroThreshold != 0 || zeroCount != 0 || !negative.isEmpty();
    if (hasZeroOrNegative && !(layout instanceof ExponentialBuckets)) {
      throw new IllegalArgumentException("no zero bucket or negative buckets in " + layout);
    }
    return new Histogram(layout, hint, count, sum, zeroThreshold, zeroCount, positive, negative);
  }
}
