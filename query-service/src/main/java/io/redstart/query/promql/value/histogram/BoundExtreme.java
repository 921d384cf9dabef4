// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import java.util.Arrays;

/**
 * Compares two histograms of fine bins at each upper bound, as if each bound had a classic counter
 * of all observations up to it, and keeps the lesser or the greater count. What the result has in a
 * bin is what is between two bounds.
 *
 * <pre>
 *   bounds      1   2   3
 *   left        4   4   9     up to each bound
 *   right       1   6   7
 *   greater     4   6   9     so the bins are 4, 2, 3
 * </pre>
 */
public final class BoundExtreme {
  private BoundExtreme() {}

  /**
   * Returns the greater or the lesser count at each bound.
   *
   * @throws ClassCastException if one of the histograms has no {@link FineBins}
   */
  public static Histogram of(Histogram left, Histogram right, boolean greatest) {
    FineBins own = (FineBins) left.layout();
    FineBins foreign = (FineBins) right.layout();
    if (own.equals(foreign)) {
      return of(own, left.positive(), right.positive(), greatest);
    }
    FineBins union = own.union(foreign);
    int[] ownBins = own.binsIn(union);
    int[] foreignBins = foreign.binsIn(union);
    return of(
        union,
        left.positive().moved(index -> ownBins[index]),
        right.positive().moved(index -> foreignBins[index]),
        greatest);
  }

  private static Histogram of(
      FineBins layout, SparseBuckets left, SparseBuckets right, boolean greatest) {
    int[] indexes = new int[left.size() + right.size()];
    double[] counts = new double[indexes.length];
    int size = 0;
    int i = 0;
    int j = 0;
    double leftUpTo = 0;
    double rightUpTo = 0;
    double below = 0;
    while (i < left.size() || j < right.size()) {
      int index = Math.min(indexAt(left, i), indexAt(right, j));
      if (indexAt(left, i) == index) {
        leftUpTo += left.counts()[i++];
      }
      if (indexAt(right, j) == index) {
        rightUpTo += right.counts()[j++];
      }
      double upTo = greatest ? Math.max(leftUpTo, rightUpTo) : Math.min(leftUpTo, rightUpTo);
      indexes[size] = index;
      counts[size++] = Math.max(0, upTo - below);
      below = Math.max(below, upTo);
    }
    return Histogram.with(layout)
        .hint(ResetHint.GAUGE)
        .count(below)
        .positive(Arrays.copyOf(indexes, size), Arrays.copyOf(counts, size))
        .build();
  }

  private static int indexAt(SparseBuckets buckets, int position) {
    return position < buckets.size() ? buckets.indexes()[position] : Integer.MAX_VALUE;
  }
}
