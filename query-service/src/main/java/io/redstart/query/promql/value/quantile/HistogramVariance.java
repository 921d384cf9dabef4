// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.quantile;

import io.redstart.query.promql.value.histogram.BucketCursor;
import io.redstart.query.promql.value.histogram.BucketLayout;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.number.CompensatedSum;

/**
 * How far observations are spread (Prometheus 3.14, promql/functions.go, histogramVariance). All
 * observations of a bucket count as its middle: the geometric one in exponential buckets, 0 in the
 * zero bucket, the arithmetic one elsewhere.
 */
public final class HistogramVariance {
  private HistogramVariance() {}

  /** Returns the population standard variance of a histogram's observations. */
  public static double of(Histogram histogram) {
    double mean = histogram.sum() / histogram.count();
    CompensatedSum squares = new CompensatedSum();
    BucketCursor bucket = histogram.buckets();
    while (bucket.next()) {
      if (bucket.count() != 0) {
        double distance = middle(bucket, histogram.layout()) - mean;
        squares.add(bucket.count() * distance * distance);
      }
    }
    return squares.result() / histogram.count();
  }

  private static double middle(BucketCursor bucket, BucketLayout layout) {
    if (layout instanceof FineBins && bucket.lower() == Double.NEGATIVE_INFINITY) {
      return bucket.upper();
    }
    if (layout.isLinear()) {
      return (bucket.upper() + bucket.lower()) / 2;
    }
    if (bucket.lower() <= 0 && bucket.upper() >= 0) {
      return 0;
    }
    double magnitude = Math.sqrt(bucket.upper() * bucket.lower());
    return bucket.upper() < 0 ? -magnitude : magnitude;
  }
}
