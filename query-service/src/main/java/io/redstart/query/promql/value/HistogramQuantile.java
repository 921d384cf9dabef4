// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

/**
 * The φ-quantile of a histogram (Prometheus 3.14, promql/quantile.go, HistogramQuantile): finds the
 * bucket with the observation of rank φ · count, and interpolates in it. Observations are assumed to
 * lie evenly in the zero bucket, in custom buckets and in fine bins; in exponential buckets their
 * logarithms do.
 *
 * @param value the quantile; NaN without observations, infinite if φ is outside 0 … 1
 * @param nanEffect what observations of NaN did to it
 */
public record HistogramQuantile(double value, NanEffect nanEffect) {
  /** Smaller shares of all observations come from rounding. */
  private static final double FINE_MIN = 1e-12;

  /** Computes a quantile. */
  public static HistogramQuantile of(double phi, Histogram histogram) {
    if (phi < 0 || phi > 1) {
      return plain(phi < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (histogram.count() == 0 || Double.isNaN(phi)) {
      return plain(Double.NaN);
    }
    return new Search(phi, histogram).run();
  }

  private static HistogramQuantile plain(double value) {
    return new HistogramQuantile(value, NanEffect.NONE);
  }

  /**
   * Searches from the end that is closer, which also makes results more precise; with observations
   * of NaN from below, since these count as the largest values.
   */
  private static final class Search {
    private final Histogram histogram;
    private final boolean hasNan;
    private final boolean ascending;
    private final BucketCursor cursor;
    private final double rank;
    private double reached;
    private double lower;
    private double upper;
    private double count;

    Search(double phi, Histogram histogram) {
      this.histogram = histogram;
      this.hasNan = Double.isNaN(histogram.sum());
      this.ascending = hasNan || phi < 0.5;
      this.cursor =
          ascending ? BucketCursor.ascending(histogram) : BucketCursor.descending(histogram);
      this.rank = (ascending ? phi : 1 - phi) * histogram.count();
    }

    HistogramQuantile run() {
      findBucket();
      if (histogram.layout().isLinear()) {
        if (lower == Double.NEGATIVE_INFINITY) {
          if (upper <= 0) {
            return plain(upper);
          }
          lower = 0;
        } else if (upper == Double.POSITIVE_INFINITY) {
          return plain(lower);
        }
      } else if (lower < 0 && upper > 0) {
        clipZeroBucket();
      }
      reached = Math.min(reached, histogram.count());
      if (reached < rank) {
        return hasNan ? new HistogramQuantile(Double.NaN, NanEffect.QUANTILE_IS_NAN) : plain(upper);
      }
      double rankInBucket = ascending ? rank - (reached - count) : reached - rank;
      return new HistogramQuantile(within(rankInBucket / count), nanEffect());
    }

    private void findBucket() {
      while (cursor.next()) {
        lower = cursor.lower();
        upper = cursor.upper();
        count = cursor.count();
        reached += count;
        if (isFilled(count) && reached >= rank) {
          return;
        }
      }
    }

    /** Fine bins may hold rounding errors of differences; nothing else is ignored. */
    private boolean isFilled(double observations) {
      return histogram.layout() instanceof FineBins
          ? observations > histogram.count() * FINE_MIN
          : observations != 0;
    }

    private void clipZeroBucket() {
      if (histogram.negative().isEmpty() && !histogram.positive().isEmpty()) {
        lower = 0;
      } else if (histogram.positive().isEmpty() && !histogram.negative().isEmpty()) {
        upper = 0;
      }
    }

    private NanEffect nanEffect() {
      if (!hasNan) {
        return NanEffect.NONE;
      }
      double inBuckets = reached;
      while (cursor.next()) {
        inBuckets += cursor.count();
      }
      return inBuckets < histogram.count() ? NanEffect.QUANTILE_IS_SKEWED : NanEffect.NONE;
    }

    private double within(double fraction) {
      if (histogram.layout().isLinear() || (lower <= 0 && upper >= 0)) {
        return lower + (upper - lower) * fraction;
      }
      double logLower = BinaryLogarithm.log2(Math.abs(lower));
      double logUpper = BinaryLogarithm.log2(Math.abs(upper));
      return lower > 0
          ? Math.pow(2, logLower + (logUpper - logLower) * fraction)
          : -Math.pow(2, logUpper + (logLower - logUpper) * (1 - fraction));
    }
  }
}
