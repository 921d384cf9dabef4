// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import io.redstart.query.promql.value.number.StaleMarker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A histogram as one value: how many observations fell into each bucket, how many there were, and
 * their sum. One type serves native histograms ({@link ExponentialBuckets}), native histograms with
 * custom buckets ({@link CustomBuckets}) and Redstart's {@link FineBins}; only the layout differs.
 *
 * <pre>
 *   schema 0, zero threshold 0.001       negative 1   zero bucket          positive 1  positive 2
 *   count 10, sum 12.5                   [−2, −1): 1  [−0.001, 0.001]: 2   (1, 2]: 4   (2, 4]: 3
 * </pre>
 *
 * <p>Only exponential buckets have a negative side and a zero bucket. Counts need not be whole
 * numbers, and differences of histograms may be negative. A sum that is the staleness marker marks
 * the end of a series. Immutable.
 */
public final class Histogram {
  private final BucketLayout layout;
  private final ResetHint hint;
  private final double count;
  private final double sum;
  private final double zeroThreshold;
  private final double zeroCount;
  private final SparseBuckets positive;
  private final SparseBuckets negative;

  Histogram(
      BucketLayout layout,
      ResetHint hint,
      double count,
      double sum,
      double zeroThreshold,
      double zeroCount,
      SparseBuckets positive,
      SparseBuckets negative) {
    this.layout = layout;
    this.hint = hint;
    this.count = count;
    this.sum = sum;
    this.zeroThreshold = zeroThreshold;
    this.zeroCount = zeroCount;
    this.positive = positive;
    this.negative = negative;
  }

  /** Starts a histogram with a layout, without observations. */
  public static HistogramBuilder with(BucketLayout layout) {
    return new HistogramBuilder(layout);
  }

  /** Returns where the buckets begin and end. */
  public BucketLayout layout() {
    return layout;
  }

  /** Returns whether the buckets have custom bounds. */
  public boolean hasCustomBuckets() {
    return layout instanceof CustomBuckets;
  }

  /** Returns what is known of a counter reset before this sample. */
  public ResetHint hint() {
    return hint;
  }

  /** Returns how many observations there were, those of NaN among them. */
  public double count() {
    return count;
  }

  /** Returns the sum of the observations. */
  public double sum() {
    return sum;
  }

  /** Returns whether this is a staleness marker. */
  public boolean isStale() {
    return StaleMarker.is(sum);
  }

  /** Returns the largest magnitude that counts as zero. */
  public double zeroThreshold() {
    return zeroThreshold;
  }

  /** Returns how many observations the zero bucket has. */
  public double zeroCount() {
    return zeroCount;
  }

  /** Returns whether it has positive buckets. */
  public boolean hasPositiveBuckets() {
    return !positive.isEmpty();
  }

  /** Returns whether it has negative buckets. */
  public boolean hasNegativeBuckets() {
    return !negative.isEmpty();
  }

  /** Returns the indexes of its positive buckets, ascending; callers must not change them. */
  public int[] positiveIndexes() {
    return positive.indexes();
  }

  /** Returns the counts of its positive buckets; callers must not change them. */
  public double[] positiveCounts() {
    return positive.counts();
  }

  SparseBuckets positive() {
    return positive;
  }

  SparseBuckets negative() {
    return negative;
  }

  /** Returns the buckets from the lowest to the highest. */
  public BucketCursor buckets() {
    return new BucketCursor(this, true);
  }

  /** Returns the buckets from the highest to the lowest. */
  public BucketCursor bucketsDescending() {
    return new BucketCursor(this, false);
  }

  /** Returns the same histogram with another hint. */
  public Histogram withHint(ResetHint other) {
    return other == hint
        ? this
        : new Histogram(layout, other, count, sum, zeroThreshold, zeroCount, positive, negative);
  }

  /** Returns the same histogram without its buckets. */
  public Histogram withoutBuckets() {
    BucketLayout bare = hasCustomBuckets() ? CustomBuckets.of() : layout;
    return new Histogram(bare, hint, count, sum, 0, 0, SparseBuckets.EMPTY, SparseBuckets.EMPTY);
  }

  /**
   * Returns the sum of two histograms.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public HistogramCombination plus(Histogram other) {
    HistogramSum result = new HistogramSum(this);
    result.add(other);
    return combination(result);
  }

  /**
   * Returns the difference of two histograms. Its hint is that of a sum; set it to gauge before the
   * histogram is shown to users.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds
   */
  public HistogramCombination minus(Histogram other) {
    HistogramSum result = new HistogramSum(this);
    result.subtract(other);
    return combination(result);
  }

  private static HistogramCombination combination(HistogramSum sum) {
    return new HistogramCombination(sum.result(), sum.hintsCollide(), sum.boundsReconciled());
  }

  /** Returns the histogram with all counts and the sum multiplied; a gauge if by less than 0. */
  public Histogram times(double factor) {
    return new Histogram(
        layout,
        factor < 0 ? ResetHint.GAUGE : hint,
        count * factor,
        sum * factor,
        zeroThreshold,
        zeroCount * factor,
        positive.times(factor),
        negative.times(factor));
  }

  /** Returns the histogram with the opposite of all counts and of the sum, as a gauge. */
  public Histogram negated() {
    return times(-1);
  }

  /**
   * Returns the histogram with all counts and the sum divided; a gauge if by less than 0. Division by
   * 0 removes the buckets.
   */
  public Histogram dividedBy(double divisor) {
    return new Histogram(
        layout,
        divisor < 0 ? ResetHint.GAUGE : hint,
        count / divisor,
        sum / divisor,
        zeroThreshold,
        zeroCount / divisor,
        divisor == 0 ? SparseBuckets.EMPTY : positive.dividedBy(divisor),
        divisor == 0 ? SparseBuckets.EMPTY : negative.dividedBy(divisor));
  }

  /** Returns the same histogram without empty buckets. */
  @SuppressWarnings("ReferenceEquality") // compact() returns the same object if nothing changes.
  public Histogram compact() {
    SparseBuckets compactPositive = positive.compact();
    SparseBuckets compactNegative = negative.compact();
    return compactPositive == positive && compactNegative == negative
        ? this
        : withBuckets(layout, compactPositive, compactNegative);
  }

  /**
   * Returns the histogram in a coarser schema.
   *
   * @throws IllegalArgumentException if the buckets are not exponential, or already coarser
   */
  public Histogram withSchema(int schema) {
    if (!(layout instanceof ExponentialBuckets own) || own.schema() < schema) {
      throw new IllegalArgumentException("cannot reduce " + layout + " to schema " + schema);
    }
    int schemas = own.schema() - schema;
    return schemas == 0
        ? this
        : withBuckets(
            ExponentialBuckets.of(schema),
            positive.moved(index -> ExponentialBuckets.reduced(index, schemas)),
            negative.moved(index -> ExponentialBuckets.reduced(index, schemas)));
  }

  /** Returns the histogram without observations above a value, by {@code </}. */
  public Histogram trimmedAbove(double value) {
    return HistogramTrim.below(value, this);
  }

  /** Returns the histogram without observations below a value, by {@code >/}. */
  public Histogram trimmedBelow(double value) {
    return HistogramTrim.above(value, this);
  }

  private Histogram withBuckets(BucketLayout other, SparseBuckets above, SparseBuckets below) {
    return new Histogram(other, hint, count, sum, zeroThreshold, zeroCount, above, below);
  }

  /**
   * Returns a histogram with no observations in the buckets of this one: what a counter was before a
   * reset (Prometheus 3.14, promql/functions.go, histogramRate).
   */
  public Histogram cleared() {
    return new Histogram(
        layout, ResetHint.UNKNOWN, 0, 0, 0, 0, SparseBuckets.EMPTY, SparseBuckets.EMPTY);
  }

  /** Returns whether the counter was reset between an earlier sample and this one. */
  public boolean detectReset(Histogram previous) {
    return switch (hint) {
      case RESET -> true;
      case NOT_RESET -> false;
      case UNKNOWN, GAUGE -> ResetDetection.isReset(previous, this);
    };
  }

  /** Returns whether a number is infinite. */
  public boolean hasOverflow() {
    return Double.isInfinite(count)
        || Double.isInfinite(sum)
        || Double.isInfinite(zeroCount)
        || positive.hasInfinity()
        || negative.hasInfinity();
  }

  /** Returns a bound of all numbers that can appear in sums of this histogram. */
  double magnitude() {
    double magnitude = Math.abs(count) + Math.abs(sum) + Math.abs(zeroCount);
    for (double bucket : positive.counts()) {
      magnitude += Math.abs(bucket);
    }
    for (double bucket : negative.counts()) {
      magnitude += Math.abs(bucket);
    }
    return magnitude;
  }

  /** Estimates the heap that the histogram uses, without the layout, which others share. */
  public long sizeBytes() {
    return 56 + 2 * 56 + 12L * (positive.size() + negative.size());
  }

  /**
   * Returns whether the other histogram lists the same buckets with the same bits in all numbers,
   * whatever the hints (Prometheus 3.14, FloatHistogram.Equals). Empty buckets make a difference
   * unless both are compact.
   */
  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || (object instanceof Histogram other
            && isSame(count, other.count)
            && isSame(sum, other.sum)
            && zeroThreshold == other.zeroThreshold
            && isSame(zeroCount, other.zeroCount)
            && layout.equals(other.layout)
            && positive.isSameAs(other.positive)
            && negative.isSameAs(other.negative));
  }

  private static boolean isSame(double left, double right) {
    return Double.doubleToRawLongBits(left) == Double.doubleToRawLongBits(right);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(count) * 31 + Arrays.hashCode(positive.indexes());
  }

  /** Returns the text that Prometheus shows: {@code {count:3, sum:5, (1,2]:3}}. */
  @Override
  public String toString() {
    return HistogramText.of(this);
  }
}
