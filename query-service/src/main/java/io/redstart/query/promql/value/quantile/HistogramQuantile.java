// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.BinaryLogarithm;

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
   * Searches from the end that is closer; with observations of NaN from below, since these count as
   * the largest values.
   */
  private static final class Search {
    private final Histogram histogram;
    private final boolean hasNan;
    private final BucketCursor cursor;
    private final RankSearch rank;
    private double lower;
    private double upper;
    private double count;

    Search(double phi, Histogram histogram) {
      boolean hasNan = Double.isNaN(histogram.sum());
      boolean ascending = hasNan || RankSearch.isLow(phi);
      this.histogram = histogram;
      this.hasNan = hasNan;
      this.cursor = ascending ? histogram.buckets() : histogram.bucketsDescending();
      this.rank = new RankSearch(phi, ascending, histogram.layout() instanceof FineBins);
      rank.start(histogram.count());
    }

    HistogramQuantile run() {
      boolean isFound = false;
      while (!isFound && next()) {
        isFound = rank.reaches(lower, upper, count);
      }
      boolean isLinear = histogram.layout().isLinear();
      if (isLinear && (!hasNan || rank.isOpen())) {
        return plain(rank.linearValue());
      }
      clip(isLinear);
      if (rank.isMissed()) {
        return hasNan ? new HistogramQuantile(Double.NaN, NanEffect.QUANTILE_IS_NAN) : plain(upper);
      }
      double rankInBucket = rank.rankInBucket();
      NanEffect nanEffect = nanEffect();
      return new HistogramQuantile(within(rankInBucket / count), nanEffect);
    }

    private boolean next() {
      if (!cursor.next()) {
        return false;
      }
      lower = cursor.lower();
      upper = cursor.upper();
      count = cursor.count();
      return true;
    }

    private void clip(boolean isLinear) {
      if (isLinear) {
        lower = lower == Double.NEGATIVE_INFINITY ? 0 : lower;
      } else if (lower < 0 && upper > 0) {
        clipZeroBucket();
      }
    }

    private void clipZeroBucket() {
      if (histogram.hasPositiveBuckets() && !histogram.hasNegativeBuckets()) {
        lower = 0;
      } else if (histogram.hasNegativeBuckets() && !histogram.hasPositiveBuckets()) {
        upper = 0;
      }
    }

    /**
     * Counts the observations in all buckets. Afterwards the last bucket is the one to interpolate
     * in, as in Prometheus.
     */
    private NanEffect nanEffect() {
      if (!hasNan) {
        return NanEffect.NONE;
      }
      double inBuckets = rank.reached();
      while (next()) {
        inBuckets += count;
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
