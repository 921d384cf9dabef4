// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * Adds up histograms, with a correction of rounding errors in every number (Prometheus 3.14,
 * model/histogram/float_histogram.go, KahanAdd). Histograms may differ: the sum has the coarser
 * schema, the wider zero bucket, or the custom bounds that all of them have.
 *
 * <pre>
 *   HistogramSum sum = new HistogramSum(first);
 *   sum.add(second);
 *   sum.subtract(third);
 *   Histogram result = sum.result().compact();
 * </pre>
 */
public final class HistogramSum {
  private static final int COUNT = 0;
  private static final int SUM = 1;
  private static final int ZERO_COUNT = 2;

  private BucketLayout layout;
  private double zeroThreshold;
  /** Count, sum and zero count. */
  private final double[] totals;

  private final double[] errors;
  private final CompensatedBuckets positive;
  private final CompensatedBuckets negative;
  private ResetHint hint;
  private boolean sawReset;
  private boolean sawNotReset;
  private boolean hintsCollide;
  private boolean boundsReconciled;

  /** Starts with one histogram. */
  public HistogramSum(Histogram first) {
    this.layout = first.layout();
    this.zeroThreshold = first.zeroThreshold();
    this.totals = new double[] {first.count(), first.sum(), first.zeroCount()};
    this.errors = new double[totals.length];
    this.positive = new CompensatedBuckets(first.positive());
    this.negative = new CompensatedBuckets(first.negative());
    this.hint = first.hint();
    noteHint(first.hint());
  }

  private HistogramSum(HistogramSum other) {
    this.layout = other.layout;
    this.zeroThreshold = other.zeroThreshold;
    this.totals = other.totals.clone();
    this.errors = other.errors.clone();
    this.positive = other.positive.copy();
    this.negative = other.negative.copy();
    this.hint = other.hint;
    this.sawReset = other.sawReset;
    this.sawNotReset = other.sawNotReset;
    this.hintsCollide = other.hintsCollide;
    this.boundsReconciled = other.boundsReconciled;
  }

  /** Returns an independent copy. */
  HistogramSum copy() {
    return new HistogramSum(this);
  }

  /**
   * Adds a histogram. Returns whether it had other custom bounds than the sum.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds; the sum is
   *     unchanged
   */
  public boolean add(Histogram other) {
    return combine(other, 1);
  }

  /**
   * Subtracts a histogram. Returns whether it had other custom bounds than the sum.
   *
   * @throws IncompatibleLayoutsException if the layouts are of different kinds; the sum is
   *     unchanged
   */
  public boolean subtract(Histogram other) {
    return combine(other, -1);
  }

  private boolean combine(Histogram other, double sign) {
    if (!layout.isCompatibleWith(other.layout())) {
      throw new IncompatibleLayoutsException();
    }
    hintsCollide |= hint.contradicts(other.hint());
    noteHint(other.hint());
    hint = hint.with(other.hint());
    if (zeroThreshold != other.zeroThreshold() || !layout.equals(other.layout())) {
      HistogramSum adapted = new HistogramSum(other);
      reconcileZeroBuckets(adapted);
      boolean reconciled = reconcileLayouts(adapted);
      add(adapted, sign);
      return reconciled;
    }
    addTotals(other.count(), other.sum(), other.zeroCount(), sign);
    positive.add(other.positive(), sign);
    negative.add(other.negative(), sign);
    return false;
  }

  private void add(HistogramSum adapted, double sign) {
    addTotals(adapted.totals[COUNT], adapted.totals[SUM], adapted.totals[ZERO_COUNT], sign);
    CompensatedBuckets.add(totals, errors, ZERO_COUNT, sign * adapted.errors[ZERO_COUNT]);
    positive.add(adapted.positive, sign);
    negative.add(adapted.negative, sign);
  }

  private void addTotals(double count, double sum, double zeroCount, double sign) {
    CompensatedBuckets.add(totals, errors, COUNT, sign * count);
    CompensatedBuckets.add(totals, errors, SUM, sign * sum);
    CompensatedBuckets.add(totals, errors, ZERO_COUNT, sign * zeroCount);
  }

  private void noteHint(ResetHint other) {
    sawReset |= other == ResetHint.RESET;
    sawNotReset |= other == ResetHint.NOT_RESET;
  }

  /** Widens the narrower zero bucket; that may end inside a bucket, so that it takes turns. */
  private void reconcileZeroBuckets(HistogramSum other) {
    while (zeroThreshold != other.zeroThreshold) {
      if (zeroThreshold < other.zeroThreshold) {
        widenZeroBucket(other.zeroThreshold);
      } else {
        other.widenZeroBucket(zeroThreshold);
      }
    }
  }

  /**
   * Moves observations into the zero bucket up to a larger threshold, or further to the end of the
   * last bucket with observations.
   */
  void widenZeroBucket(double wanted) {
    double threshold = wanted;
    double before;
    do {
      before = threshold;
      threshold = endOfBucketAt(positive, threshold);
      threshold = endOfBucketAt(negative, threshold);
    } while (threshold != before);
    zeroThreshold = threshold;
    moveToZero(positive);
    moveToZero(negative);
  }

  /** Returns where the bucket with observations ends that contains a threshold. */
  private double endOfBucketAt(CompensatedBuckets side, double threshold) {
    for (int i = 0; i < side.size() && layout.lower(side.index(i)) < threshold; i++) {
      double upper = layout.upper(side.index(i));
      if (upper > threshold && side.count(i) != 0) {
        return upper;
      }
    }
    return threshold;
  }

  private void moveToZero(CompensatedBuckets side) {
    int moved = 0;
    while (moved < side.size() && layout.lower(side.index(moved)) < zeroThreshold) {
      CompensatedBuckets.add(totals, errors, ZERO_COUNT, side.count(moved));
      CompensatedBuckets.add(totals, errors, ZERO_COUNT, side.error(moved++));
    }
    side.removeFirst(moved);
  }

  /** Gives both sums the same layout. Returns whether custom bounds differed. */
  private boolean reconcileLayouts(HistogramSum other) {
    if (layout.equals(other.layout)) {
      return false;
    }
    if (layout instanceof ExponentialBuckets own
        && other.layout instanceof ExponentialBuckets foreign) {
      ExponentialBuckets coarser = own.schema() < foreign.schema() ? own : foreign;
      reduceTo(coarser);
      other.reduceTo(coarser);
    } else if (layout instanceof CustomBuckets own
        && other.layout instanceof CustomBuckets foreign) {
      CustomBuckets common = own.intersection(foreign);
      moveTo(common, own.bucketsIn(common));
      other.moveTo(common, foreign.bucketsIn(common));
      boundsReconciled = true;
      return true;
    } else if (layout instanceof FineBins own && other.layout instanceof FineBins foreign) {
      FineBins union = own.union(foreign);
      moveTo(union, own.binsIn(union));
      other.moveTo(union, foreign.binsIn(union));
    }
    return false;
  }

  /** Merges buckets into those of a coarser schema. */
  void reduceTo(ExponentialBuckets coarser) {
    int schemas = ((ExponentialBuckets) layout).schema() - coarser.schema();
    if (schemas > 0) {
      positive.move(index -> ExponentialBuckets.reduced(index, schemas));
      negative.move(index -> ExponentialBuckets.reduced(index, schemas));
      layout = coarser;
    }
  }

  private void moveTo(BucketLayout target, int[] buckets) {
    positive.move(index -> buckets[index]);
    layout = target;
  }

  /** Multiplies the sum so far by a number that is not negative. */
  public void scale(double factor) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] *= factor;
      errors[i] *= factor;
    }
    positive.scale(factor);
    negative.scale(factor);
  }

  /** Divides the sum so far by a positive number. */
  public void divide(double divisor) {
    for (int i = 0; i < totals.length; i++) {
      totals[i] /= divisor;
      errors[i] /= divisor;
    }
    positive.divide(divisor);
    negative.divide(divisor);
  }

  /** Returns whether a number exceeded the range of {@code double}. */
  public boolean hasOverflow() {
    for (double total : totals) {
      if (Double.isInfinite(total)) {
        return true;
      }
    }
    return positive.hasInfinity() || negative.hasInfinity();
  }

  /** Returns whether a histogram's hint contradicted that of the sum before it. */
  public boolean hintsCollide() {
    return hintsCollide;
  }

  /** Returns whether some of the histograms claim a counter reset that others deny. */
  public boolean hasMixedHints() {
    return sawReset && sawNotReset;
  }

  /** Returns whether histograms had different custom bounds, so that some of them were lost. */
  public boolean boundsReconciled() {
    return boundsReconciled;
  }

  /** Returns the sum so far; its buckets may be empty. */
  public Histogram result() {
    return new Histogram(
        layout,
        hint,
        totals[COUNT] + errors[COUNT],
        totals[SUM] + errors[SUM],
        zeroThreshold,
        totals[ZERO_COUNT] + errors[ZERO_COUNT],
        positive.result(),
        negative.result());
  }
}
