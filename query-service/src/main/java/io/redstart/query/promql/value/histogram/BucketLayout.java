// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import io.redstart.query.promql.value.number.BinaryLogarithm;

/**
 * Where the buckets of a histogram begin and end. A bucket has an index; a larger index means larger
 * values. Bounds are those of positive buckets; negative buckets mirror them.
 */
public sealed interface BucketLayout permits ExponentialBuckets, CustomBuckets, FineBins {
  /** Returns the lower bound of a bucket, exclusive. */
  double lower(int index);

  /** Returns the upper bound of a bucket, inclusive. */
  double upper(int index);

  /** Returns whether a bucket includes its lower bound. */
  boolean includesLower(int index);

  /**
   * Returns whether observations are assumed to lie evenly between a bucket's bounds. Otherwise,
   * their logarithms do.
   */
  boolean isLinear();

  /**
   * Returns which part of a bucket's observations is below a value inside it.
   *
   * @param linear whether observations are assumed to lie evenly between the bounds; otherwise,
   *     their logarithms do
   */
  static double fractionBelow(double value, double lower, double upper, boolean linear) {
    if (linear) {
      return (value - lower) / (upper - lower);
    }
    double logLower = BinaryLogarithm.log2(Math.abs(lower));
    double logUpper = BinaryLogarithm.log2(Math.abs(upper));
    double logValue = BinaryLogarithm.log2(Math.abs(value));
    return value > 0
        ? (logValue - logLower) / (logUpper - logLower)
        : 1 - (logValue - logUpper) / (logLower - logUpper);
  }

  /** Returns whether histograms of both layouts can be added. */
  default boolean isCompatibleWith(BucketLayout other) {
    return getClass() == other.getClass();
  }
}
