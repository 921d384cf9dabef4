// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

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

  /** Returns whether histograms of both layouts can be added. */
  default boolean isCompatibleWith(BucketLayout other) {
    return getClass() == other.getClass();
  }
}
