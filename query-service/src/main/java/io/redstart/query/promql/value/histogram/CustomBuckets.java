// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of native histograms with custom bounds (NHCB, schema −53): bucket 0 begins at −∞, the
 * bucket after the last bound ends at +∞.
 */
public final class CustomBuckets implements BucketLayout {
  /** The number that Prometheus uses as schema. */
  public static final int SCHEMA = -53;

  private final double[] bounds;

  private CustomBuckets(double[] bounds) {
    this.bounds = bounds;
  }

  /** Makes a layout from finite, ascending bounds; the layout owns the array. */
  public static CustomBuckets of(double... bounds) {
    return new CustomBuckets(bounds);
  }

  /** Returns how many bounds there are; one more is the number of buckets. */
  public int boundCount() {
    return bounds.length;
  }

  @Override
  public double lower(int index) {
    return index <= 0 ? Double.NEGATIVE_INFINITY : bounds[index - 1];
  }

  @Override
  public double upper(int index) {
    return index < bounds.length ? bounds[index] : Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean includesLower(int index) {
    return index == 0;
  }

  @Override
  public boolean isLinear() {
    return true;
  }

  /** Returns the layout with the bounds that both have. */
  CustomBuckets intersection(CustomBuckets other) {
    double[] common = new double[Math.min(bounds.length, other.bounds.length)];
    int size = 0;
    int j = 0;
    for (double bound : bounds) {
      while (j < other.bounds.length && other.bounds[j] < bound) {
        j++;
      }
      if (j < other.bounds.length && other.bounds[j] == bound) {
        common[size++] = bound;
      }
    }
    return new CustomBuckets(Arrays.copyOf(common, size));
  }

  /** Returns, by bucket, the bucket that contains it in a layout with some of the bounds. */
  int[] bucketsIn(CustomBuckets coarser) {
    int[] buckets = new int[bounds.length + 1];
    int target = 0;
    for (int i = 0; i < bounds.length; i++) {
      while (target < coarser.bounds.length && coarser.bounds[target] < bounds[i]) {
        target++;
      }
      buckets[i] = target;
    }
    buckets[bounds.length] = coarser.bounds.length;
    return buckets;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || (object instanceof CustomBuckets other && Arrays.equals(bounds, other.bounds));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    return "custom bounds " + Arrays.toString(bounds);
  }
}
