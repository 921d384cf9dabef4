// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Redstart's own bins, much finer than the buckets of clients: each has an exclusive lower and an
 * inclusive upper bound in the metric's unit. Only bins that hold something need to be listed, so
 * that there may be gaps. The bin of 0 has the lower bound −∞.
 *
 * <p>Bins of two layouts are equal or disjoint, and equal bounds are equal doubles.
 */
public final class FineBins implements BucketLayout {
  private final double[] lowerBounds;
  private final double[] upperBounds;

  private FineBins(double[] lowerBounds, double[] upperBounds) {
    this.lowerBounds = lowerBounds;
    this.upperBounds = upperBounds;
  }

  /**
   * Makes a layout from bounds by bin, ascending; the layout owns the arrays.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public static FineBins of(double[] lowerBounds, double[] upperBounds) {
    if (lowerBounds.length != upperBounds.length) {
      throw new IllegalArgumentException(
          lowerBounds.length + " lower bounds for " + upperBounds.length + " upper bounds");
    }
    return new FineBins(lowerBounds, upperBounds);
  }

  /** Returns how many bins there are. */
  public int binCount() {
    return upperBounds.length;
  }

  @Override
  public double lower(int index) {
    return lowerBounds[index];
  }

  @Override
  public double upper(int index) {
    return upperBounds[index];
  }

  @Override
  public boolean includesLower(int index) {
    return false;
  }

  @Override
  public boolean isLinear() {
    return true;
  }

  /** Returns the layout with the bins that are in either. */
  FineBins union(FineBins other) {
    double[] lower = new double[lowerBounds.length + other.lowerBounds.length];
    double[] upper = new double[lower.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < upperBounds.length || j < other.upperBounds.length) {
      double own = i < upperBounds.length ? upperBounds[i] : Double.NaN;
      double foreign = j < other.upperBounds.length ? other.upperBounds[j] : Double.NaN;
      boolean takesOwn = own <= foreign || Double.isNaN(foreign);
      lower[size] = takesOwn ? lowerBounds[i] : other.lowerBounds[j];
      upper[size++] = takesOwn ? own : foreign;
      i += takesOwn ? 1 : 0;
      j += takesOwn && own != foreign ? 0 : 1;
    }
    return new FineBins(Arrays.copyOf(lower, size), Arrays.copyOf(upper, size));
  }

  /** Returns, by bin, its index in a layout that has all the bins of this one. */
  int[] binsIn(FineBins larger) {
    int[] bins = new int[upperBounds.length];
    int target = 0;
    for (int i = 0; i < bins.length; i++) {
      while (larger.upperBounds[target] != upperBounds[i]) {
        target++;
      }
      bins[i] = target;
    }
    return bins;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || (object instanceof FineBins other
            && Arrays.equals(lowerBounds, other.lowerBounds)
            && Arrays.equals(upperBounds, other.upperBounds));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(upperBounds);
  }

  @Override
  public String toString() {
    return upperBounds.length + " fine bins";
  }
}
