// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.query.promql.value.histogram.ExponentialBuckets;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.Arrays;

/**
 * Shows the counts of a {@link FineColumn} as native histograms: each cell counts in the
 * exponential bucket that contains one of its values. The counters behind it are never reset.
 *
 * <pre>
 *   cells of the column     0    500        501        640
 *   value of the cell       0    2.51       2.53       4.02
 *   bucket of schema 7      –    171        172        257     (– the zero bucket)
 * </pre>
 *
 * <p>Used by one thread.
 */
public final class NativeColumn implements HistogramColumn {
  /** The schema: 128 buckets for each power of two, as many as there are fine bins. */
  public static final int SCHEMA = 7;

  private static final ExponentialBuckets LAYOUT = ExponentialBuckets.of(SCHEMA);

  /** The width of the zero bucket, Prometheus' default. */
  public static final double ZERO_THRESHOLD = 0x1p-128;

  private static final int ZERO = -1;

  private final FineColumn fine;
  private final double[] counts;
  private final double[] sums;
  /** By position in the column's cells: the position in {@link #indexes}, or the zero bucket. */
  private final int[] positions;

  private final int[] indexes;

  /**
   * Makes a column.
   *
   * @param values by the cells of the column: a value of the cell, ascending; 0 only for the first
   * @param counts by sample: the number of all observations
   * @param sums by sample: the sum of all observations
   */
  public NativeColumn(FineColumn fine, double[] values, double[] counts, double[] sums) {
    this.fine = fine;
    this.counts = counts;
    this.sums = sums;
    this.positions = new int[values.length];
    int[] distinct = new int[values.length];
    int size = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == 0) {
        positions[i] = ZERO;
        continue;
      }
      int index = LAYOUT.indexOf(values[i]);
      if (size == 0 || distinct[size - 1] != index) {
        distinct[size++] = index;
      }
      positions[i] = size - 1;
    }
    this.indexes = Arrays.copyOf(distinct, size);
  }

  /** Returns the index of the bucket of {@link #SCHEMA} that a positive value belongs to. */
  public static int indexOf(double value) {
    return LAYOUT.indexOf(value);
  }

  @Override
  public Histogram get(int sample) {
    double[] cells = fine.get(sample).positiveCounts();
    double[] buckets = new double[indexes.length];
    double zeros = 0;
    for (int i = 0; i < cells.length; i++) {
      if (positions[i] == ZERO) {
        zeros += cells[i];
      } else {
        buckets[positions[i]] += cells[i];
      }
    }
    return Histogram.with(LAYOUT)
        .hint(ResetHint.NOT_RESET)
        .zero(ZERO_THRESHOLD, zeros)
        .positive(indexes, buckets)
        .count(counts[sample])
        .sum(sums[sample])
        .build()
        .compact();
  }

  @Override
  public boolean isComplete() {
    return true;
  }
}
