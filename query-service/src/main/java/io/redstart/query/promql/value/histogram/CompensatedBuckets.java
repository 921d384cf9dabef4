// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.histogram;

import io.redstart.query.promql.value.number.CompensatedSum;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Adds up one side of many histograms. Each bucket keeps the sum of its rounding errors, and
 * corrects its count by it at the end ({@link CompensatedSum}).
 */
final class CompensatedBuckets {
  private int[] indexes;
  private double[] counts;
  private double[] errors;
  private int size;

  /** Starts with the buckets of one histogram. */
  CompensatedBuckets(SparseBuckets first) {
    this(first.indexes(), first.counts().clone(), new double[first.size()], first.size());
  }

  private CompensatedBuckets(int[] indexes, double[] counts, double[] errors, int size) {
    this.indexes = indexes;
    this.counts = counts;
    this.errors = errors;
    this.size = size;
  }

  CompensatedBuckets copy() {
    return new CompensatedBuckets(indexes, counts.clone(), errors.clone(), size);
  }

  /** Adds a value to one of several sums, and the rounding error to its errors. */
  static void add(double[] sums, double[] errors, int at, double value) {
    errors[at] = CompensatedSum.error(errors[at], sums[at], value);
    sums[at] += value;
  }

  /** Adds the counts of a histogram, each multiplied by 1 or −1. */
  void add(SparseBuckets other, double sign) {
    add(other.indexes(), other.counts(), other.size(), sign);
  }

  /** Adds the counts of another sum, each multiplied by 1 or −1. */
  void add(CompensatedBuckets other, double sign) {
    add(other.indexes, other.counts, other.size, sign);
    add(other.indexes, other.errors, other.size, sign);
  }

  private void add(int[] otherIndexes, double[] otherCounts, int otherSize, double sign) {
    if (otherSize == 0) {
      return;
    }
    makeRoom(otherIndexes, otherSize);
    int at = 0;
    for (int i = 0; i < otherSize; i++) {
      while (indexes[at] != otherIndexes[i]) {
        at++;
      }
      add(counts, errors, at++, sign * otherCounts[i]);
    }
  }

  /** Lists the buckets of another side too. */
  private void makeRoom(int[] otherIndexes, int otherSize) {
    int missing = indexes == otherIndexes ? 0 : missing(otherIndexes, otherSize);
    if (missing == 0) {
      return;
    }
    int[] allIndexes = new int[size + missing];
    double[] allCounts = new double[allIndexes.length];
    double[] allErrors = new double[allIndexes.length];
    int own = 0;
    int foreign = 0;
    for (int i = 0; i < allIndexes.length; i++) {
      boolean isForeign =
          foreign < otherSize && (own == size || otherIndexes[foreign] < indexes[own]);
      if (isForeign) {
        allIndexes[i] = otherIndexes[foreign++];
        continue;
      }
      foreign += foreign < otherSize && otherIndexes[foreign] == indexes[own] ? 1 : 0;
      allIndexes[i] = indexes[own];
      allCounts[i] = counts[own];
      allErrors[i] = errors[own++];
    }
    indexes = allIndexes;
    counts = allCounts;
    errors = allErrors;
    size = allIndexes.length;
  }

  private int missing(int[] otherIndexes, int otherSize) {
    int missing = 0;
    int own = 0;
    for (int i = 0; i < otherSize; i++) {
      while (own < size && indexes[own] < otherIndexes[i]) {
        own++;
      }
      missing += own < size && indexes[own] == otherIndexes[i] ? 0 : 1;
    }
    return missing;
  }

  void scale(double factor) {
    for (int i = 0; i < size; i++) {
      counts[i] *= factor;
      errors[i] *= factor;
    }
  }

  void divide(double divisor) {
    for (int i = 0; i < size; i++) {
      counts[i] /= divisor;
      errors[i] /= divisor;
    }
  }

  /** Moves the counts into other buckets, each of which contains one or more of these. */
  void move(IntUnaryOperator bucket) {
    int[] targets = new int[size];
    int last = -1;
    for (int i = 0; i < size; i++) {
      int target = bucket.applyAsInt(indexes[i]);
      if (last >= 0 && targets[last] == target) {
        add(counts, errors, last, counts[i]);
        add(counts, errors, last, errors[i]);
        continue;
      }
      targets[++last] = target;
      counts[last] = counts[i];
      errors[last] = errors[i];
    }
    indexes = targets;
    size = last + 1;
  }

  /** Removes the first buckets. */
  void removeFirst(int removed) {
    if (removed > 0) {
      indexes = Arrays.copyOfRange(indexes, removed, size);
      counts = Arrays.copyOfRange(counts, removed, size);
      errors = Arrays.copyOfRange(errors, removed, size);
      size -= removed;
    }
  }

  int size() {
    return size;
  }

  int index(int at) {
    return indexes[at];
  }

  /** Returns the count of a bucket without its correction. */
  double count(int at) {
    return counts[at];
  }

  /** Returns the correction of a bucket's count. */
  double error(int at) {
    return errors[at];
  }

  boolean hasInfinity() {
    for (int i = 0; i < size; i++) {
      if (Double.isInfinite(counts[i])) {
        return true;
      }
    }
    return false;
  }

  /** Returns the corrected counts. */
  SparseBuckets result() {
    double[] corrected = new double[size];
    for (int i = 0; i < size; i++) {
      corrected[i] = counts[i] + errors[i];
    }
    int[] listed = indexes.length == size ? indexes : Arrays.copyOf(indexes, size);
    return new SparseBuckets(listed, corrected);
  }
}
