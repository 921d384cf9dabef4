// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The counts of one side of a histogram: those of positive or those of negative buckets. Buckets
 * that are not listed are empty; a listed bucket may be empty too. Immutable; several objects may
 * share one array of indexes.
 *
 * @param indexes ascending
 * @param counts by position in {@code indexes}
 */
@SuppressWarnings("ArrayRecordComponent") // Owned by the histogram, and never changed.
record SparseBuckets(int[] indexes, double[] counts) {
  static final SparseBuckets EMPTY = new SparseBuckets(new int[0], new double[0]);

  SparseBuckets {
    if (indexes.length != counts.length) {
      throw new IllegalArgumentException(indexes.length + " buckets, " + counts.length + " counts");
    }
  }

  /** Returns buckets without gaps. */
  static SparseBuckets from(int first, double... counts) {
    int[] indexes = new int[counts.length];
    Arrays.setAll(indexes, i -> first + i);
    return counts.length == 0 ? EMPTY : new SparseBuckets(indexes, counts);
  }

  int size() {
    return indexes.length;
  }

  boolean isEmpty() {
    return indexes.length == 0;
  }

  SparseBuckets times(double factor) {
    double[] scaled = new double[counts.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = counts[i] * factor;
    }
    return new SparseBuckets(indexes, scaled);
  }

  SparseBuckets dividedBy(double divisor) {
    double[] scaled = new double[counts.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = counts[i] / divisor;
    }
    return new SparseBuckets(indexes, scaled);
  }

  /** Returns the same counts without empty buckets. */
  SparseBuckets compact() {
    int filled = 0;
    for (double count : counts) {
      filled += count == 0 ? 0 : 1;
    }
    if (filled == counts.length) {
      return this;
    }
    int[] keptIndexes = new int[filled];
    double[] keptCounts = new double[filled];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        keptIndexes[at] = indexes[i];
        keptCounts[at++] = counts[i];
      }
    }
    return new SparseBuckets(keptIndexes, keptCounts);
  }

  /** Returns the counts in other buckets, each of which contains one or more of these. */
  SparseBuckets moved(IntUnaryOperator bucket) {
    int[] targets = new int[indexes.length];
    double[] sums = new double[indexes.length];
    int size = 0;
    for (int i = 0; i < indexes.length; i++) {
      int target = bucket.applyAsInt(indexes[i]);
      if (size == 0 || targets[size - 1] != target) {
        targets[size++] = target;
      }
      sums[size - 1] += counts[i];
    }
    return new SparseBuckets(Arrays.copyOf(targets, size), Arrays.copyOf(sums, size));
  }

  boolean hasInfinity() {
    for (double count : counts) {
      if (Double.isInfinite(count)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the same buckets are listed, with the same bits. */
  boolean isSameAs(SparseBuckets other) {
    if (!Arrays.equals(indexes, other.indexes)) {
      return false;
    }
    for (int i = 0; i < counts.length; i++) {
      if (Double.doubleToRawLongBits(counts[i]) != Double.doubleToRawLongBits(other.counts[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a bucket has fewer observations than in an earlier state of the counter. */
  boolean isBelow(SparseBuckets previous) {
    int at = 0;
    for (int i = 0; i < previous.indexes.length; i++) {
      int index = previous.indexes[i];
      while (at < indexes.length && indexes[at] < index) {
        at++;
      }
      double count = at < indexes.length && indexes[at] == index ? counts[at] : 0;
      if (count < previous.counts[i]) {
        return true;
      }
    }
    return false;
  }
}
