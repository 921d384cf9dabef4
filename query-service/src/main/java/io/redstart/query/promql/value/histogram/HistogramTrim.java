// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

/**
 * Removes the observations above or below a value: the operators {@code </} and {@code >/}
 * (Prometheus 3.14, model/histogram/float_histogram.go, TrimBuckets). A bucket that contains the
 * value keeps a part of its observations, and the new sum is estimated from the middles of what is
 * left of each bucket. A histogram that loses nothing stays as it is.
 */
final class HistogramTrim {
  private final Histogram histogram;
  private final BucketLayout layout;
  private final double value;
  /** Whether the observations below the value stay; otherwise those above. */
  private final boolean keepsLower;

  private double count;
  private double sum;
  private boolean isTrimmed;
  private double middle;

  private HistogramTrim(Histogram histogram, double value, boolean keepsLower) {
    this.histogram = histogram;
    this.layout = histogram.layout();
    this.value = value;
    this.keepsLower = keepsLower;
  }

  static Histogram below(double value, Histogram histogram) {
    return new HistogramTrim(histogram, value, true).run();
  }

  static Histogram above(double value, Histogram histogram) {
    return new HistogramTrim(histogram, value, false).run();
  }

  private Histogram run() {
    SparseBuckets positive = trim(histogram.positive(), true);
    SparseBuckets negative = trim(histogram.negative(), false);
    double zeroCount = histogram.zeroCount();
    if (zeroCount > 0) {
      zeroCount =
          keptOfZeroBucket(hasCounts(histogram.negative()), hasCounts(histogram.positive()));
      keep(zeroCount, histogram.zeroCount());
    }
    return isTrimmed
        ? new Histogram(
            layout,
            histogram.hint(),
            count,
            sum,
            histogram.zeroThreshold(),
            zeroCount,
            positive.compact(),
            negative.compact())
        : histogram;
  }

  private static boolean hasCounts(SparseBuckets side) {
    return !side.compact().isEmpty();
  }

  private SparseBuckets trim(SparseBuckets side, boolean positive) {
    double[] kept = new double[side.size()];
    for (int i = 0; i < kept.length; i++) {
      double before = side.counts()[i];
      if (before != 0) {
        int index = side.indexes()[i];
        double lower = positive ? layout.lower(index) : -layout.upper(index);
        double upper = positive ? layout.upper(index) : -layout.lower(index);
        kept[i] = kept(lower, upper, before, positive);
        keep(kept[i], before);
      }
    }
    return new SparseBuckets(side.indexes(), kept);
  }

  private void keep(double kept, double before) {
    count += kept;
    sum += middle * kept;
    isTrimmed |= kept != before;
  }

  /** Returns how many observations stay of a bucket; sets the middle of what is left of it. */
  private double kept(double lower, double upper, double before, boolean positive) {
    boolean isKept = keepsLower ? upper <= value : lower >= value;
    boolean isCut = keepsLower ? lower < value : upper > value;
    if (isKept || !isCut) {
      middle = isKept ? middle(lower, upper, positive) : 0;
      return isKept ? before : 0;
    }
    if (lower == Double.NEGATIVE_INFINITY) {
      return keptOfLowest(upper, before);
    }
    if (upper == Double.POSITIVE_INFINITY) {
      // How far the observations reach is unknown: none is surely below, and any may be above.
      middle = keepsLower ? lower : value;
      return keepsLower ? 0 : before;
    }
    double below = before * BucketLayout.fractionBelow(value, lower, upper, layout.isLinear());
    middle = keepsLower ? middle(lower, value, positive) : middle(value, upper, positive);
    return keepsLower ? below : before - below;
  }

  /** Handles a bucket that begins at −∞: if it ends above 0, it counts as one that begins at 0. */
  private double keptOfLowest(double upper, double before) {
    boolean endsAboveZero = upper > 0 && upper != Double.POSITIVE_INFINITY;
    if (keepsLower) {
      if (value > 0 && endsAboveZero) {
        middle = value / 2;
        return before * value / upper;
      }
      middle = upper <= 0 ? value : finiteOrZero(upper);
      return upper <= 0 ? before : 0;
    }
    if (value >= 0 && endsAboveZero) {
      middle = (value + upper) / 2;
      return before * (1 - value / upper);
    }
    middle = finiteOrZero(upper);
    return 0;
  }

  private static double finiteOrZero(double bound) {
    return Double.isInfinite(bound) ? 0 : bound;
  }

  private double keptOfZeroBucket(boolean hasNegative, boolean hasPositive) {
    double lower = hasPositive && !hasNegative ? 0 : -histogram.zeroThreshold();
    double upper = hasNegative && !hasPositive ? 0 : histogram.zeroThreshold();
    if (value <= lower || value >= upper) {
      boolean isKept = keepsLower ? value > lower : value <= lower;
      middle = isKept ? (lower + upper) / 2 : 0;
      return isKept ? histogram.zeroCount() : 0;
    }
    middle = keepsLower ? (lower + value) / 2 : (value + upper) / 2;
    double fraction = (keepsLower ? value - lower : upper - value) / (upper - lower);
    return histogram.zeroCount() * fraction;
  }

  private double middle(double lower, double upper, boolean positive) {
    if (Double.isInfinite(lower)) {
      return Double.isInfinite(upper) ? 0 : upper > 0 ? upper / 2 : upper;
    }
    if (Double.isInfinite(upper)) {
      return lower;
    }
    if (layout.isLinear()) {
      return (lower + upper) / 2;
    }
    double magnitude = Math.sqrt(Math.abs(lower * upper));
    return positive ? magnitude : -magnitude;
  }
}
