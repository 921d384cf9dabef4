// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.BucketLayout;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;

/**
 * The fraction of a histogram's observations between two values (Prometheus 3.14,
 * promql/quantile.go, HistogramFraction), interpolated in the buckets that contain these values.
 *
 * @param value from 0 to 1; NaN without observations
 * @param nanEffect what observations of NaN did to it
 */
public record HistogramFraction(double value, NanEffect nanEffect) {
  /** Computes the fraction of observations above one value, up to another. */
  public static HistogramFraction of(double lower, double upper, Histogram histogram) {
    if (histogram.count() == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return new HistogramFraction(Double.NaN, NanEffect.NONE);
    }
    if (lower >= upper) {
      return new HistogramFraction(0, NanEffect.NONE);
    }
    boolean hasNan = Double.isNaN(histogram.sum());
    double inBuckets = hasNan ? observationsInBuckets(histogram) : histogram.count();
    double value =
        (rank(upper, histogram, inBuckets) - rank(lower, histogram, inBuckets)) / histogram.count();
    boolean lowers = hasNan && inBuckets < histogram.count();
    return new HistogramFraction(value, lowers ? NanEffect.LOWERS_FRACTION : NanEffect.NONE);
  }

  private static double observationsInBuckets(Histogram histogram) {
    double observations = 0;
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      observations += bucket.count();
    }
    return observations;
  }

  /** Returns how many observations are below a value. */
  private static double rank(double value, Histogram histogram, double all) {
    boolean isFine = histogram.layout() instanceof FineBins;
    boolean onlyPositive = histogram.hasPositiveBuckets() && !histogram.hasNegativeBuckets();
    boolean onlyNegative = histogram.hasNegativeBuckets() && !histogram.hasPositiveBuckets();
    double below = 0;
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      double lower = bucket.lower();
      double upper = bucket.upper();
      boolean containsZero = !isFine && lower <= 0 && upper >= 0;
      if (containsZero && onlyPositive) {
        lower = 0;
      } else if (containsZero && onlyNegative) {
        upper = 0;
      }
      if (lower >= value) {
        return Math.min(below, all);
      }
      if (upper > value) {
        boolean linear = containsZero || histogram.layout().isLinear();
        // A custom bucket without a lower bound counts as if all of it were below.
        double within = lower == Double.NEGATIVE_INFINITY
            ? bucket.count()
            : below + bucket.count() * BucketLayout.fractionBelow(value, lower, upper, linear);
        return Math.min(within, all);
      }
      below += bucket.count();
    }
    return all;
  }
}
