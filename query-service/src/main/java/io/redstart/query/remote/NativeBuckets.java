// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Arrays;

/**
 * The positive buckets of native histograms as Prometheus lists them: spans of neighbours, and the
 * counts of all spans.
 *
 * <pre>
 *   bucket         171  172  257
 *   count          3    1    7
 *   span offsets   171       84       from 0, then from the end of the span before
 *   span lengths   2         1
 * </pre>
 */
public final class NativeBuckets {
  private static final int[] NONE = {};

  private final int[] indexes;
  private final int[] offsets;
  private final int[] lengths;

  private NativeBuckets(int[] indexes) {
    this.indexes = indexes;
    int[] starts = new int[indexes.length];
    int[] sizes = new int[indexes.length];
    int size = 0;
    for (int i = 0; i < indexes.length; i++) {
      int gap = i == 0 ? indexes[0] : indexes[i] - indexes[i - 1] - 1;
      if (i == 0 || gap > 0) {
        starts[size++] = gap;
      }
      sizes[size - 1]++;
    }
    this.offsets = Arrays.copyOf(starts, size);
    this.lengths = Arrays.copyOf(sizes, size);
  }

  /**
   * Returns the buckets of a histogram.
   *
   * @throws IllegalArgumentException if it is not native, or has negative buckets: durations have none
   */
  public static NativeBuckets of(Histogram histogram) {
    return none().with(histogram);
  }

  /**
   * Returns the buckets of some indexes.
   *
   * @param indexes ascending
   */
  public static NativeBuckets of(int[] indexes) {
    return new NativeBuckets(indexes);
  }

  /** Returns no buckets. */
  public static NativeBuckets none() {
    return new NativeBuckets(NONE);
  }

  /** Returns these buckets and those of a histogram, see {@link #of}. */
  public NativeBuckets with(Histogram histogram) {
    if (!(histogram.layout() instanceof ExponentialBuckets) || histogram.hasNegativeBuckets()) {
      throw new IllegalArgumentException("not a native histogram of durations: " + histogram);
    }
    int[] others = histogram.positiveIndexes();
    if (Arrays.equals(others, indexes)) {
      return this;
    }
    int[] all = Arrays.copyOf(indexes, indexes.length + others.length);
    System.arraycopy(others, 0, all, indexes.length, others.length);
    return new NativeBuckets(Arrays.stream(all).sorted().distinct().toArray());
  }

  /** Returns the schema of a native histogram. */
  public static int schema(Histogram histogram) {
    return ((ExponentialBuckets) histogram.layout()).schema();
  }

  /** Returns how many buckets there are. */
  public int size() {
    return indexes.length;
  }

  /** Returns how many spans there are. */
  public int spans() {
    return offsets.length;
  }

  /** Returns the distance of a span from the end of the one before. */
  public int offset(int span) {
    return offsets[span];
  }

  /** Returns the number of buckets of a span. */
  public int length(int span) {
    return lengths[span];
  }

  /** Returns the counts of a histogram, all of whose buckets are among these, by bucket. */
  public double[] counts(Histogram histogram) {
    double[] counts = new double[indexes.length];
    int[] own = histogram.positiveIndexes();
    double[] ownCounts = histogram.positiveCounts();
    for (int i = 0; i < own.length; i++) {
      counts[Arrays.binarySearch(indexes, own[i])] = ownCounts[i];
    }
    return counts;
  }
}
