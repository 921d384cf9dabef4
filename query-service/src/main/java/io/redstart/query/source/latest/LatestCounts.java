// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.latest;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.query.promql.value.NativeColumn;
import io.redstart.query.source.rows.LabelSetRows;

/** All that a label set has counted up to a stamp. */
public final class LatestCounts {
  private final CellLayout layout;
  private final Increment total = new Increment();

  LatestCounts(CellLayout layout) {
    this.layout = layout;
  }

  /** Adds what one store has counted; its cells are converted to this layout. */
  void add(Increment counted, CellLayout of) {
    if (of.equals(layout)) {
      total.add(counted);
      return;
    }
    total.addCalls(counted.calls());
    total.addSum(counted.sumHigh(), counted.sumLow());
    for (int i = 0; i < counted.cellCount(); i++) {
      total.addCell(layout.cellFrom(of, counted.cell(i)), counted.count(i));
    }
  }

  /** Adds a row, whose cells have this layout. */
  void add(LabelSetRows rows, int row) {
    total.addCalls(rows.calls(row));
    total.addSum(rows.sumHigh(row), rows.sumLow(row));
    for (int entry = rows.offset(row); entry < rows.offset(row + 1); entry++) {
      total.addCell(rows.cell(entry), rows.count(entry));
    }
  }

  /** Returns the number of calls, events or durations. */
  public double count() {
    return Weight.toDouble(total.calls());
  }

  /** Returns the sum of durations in a unit of so many nanoseconds. */
  public double sum(double unitNanos) {
    return total.sumNanos() / unitNanos;
  }

  /** Adds the counts to the buckets that they belong to, by bucket, not cumulated. */
  public void addBuckets(double[] counts) {
    for (int i = 0; i < total.cellCount(); i++) {
      counts[layout.bucketOf(total.cell(i))] += Weight.toDouble(total.count(i));
    }
  }

  /** Receives the buckets of a native histogram of schema {@link NativeColumn#SCHEMA}. */
  @FunctionalInterface
  public interface NativeSink {
    /**
     * Receives a bucket; several can have the same index.
     *
     * @param isZero whether it is the zero bucket
     * @param index the bucket's index, ascending
     */
    void bucket(boolean isZero, int index, double count);
  }

  /** Passes on the buckets of its native histogram; each cell counts in the bucket of its middle. */
  public void nativeBuckets(double unitNanos, NativeSink buckets) {
    for (int i = 0; i < total.cellCount(); i++) {
      double middle = layout.middleNanos(total.cell(i)) / unitNanos;
      double count = Weight.toDouble(total.count(i));
      buckets.bucket(middle == 0, middle == 0 ? 0 : NativeColumn.indexOf(middle), count);
    }
  }

  CellLayout layout() {
    return layout;
  }

  int arraysSizeBytes() {
    return total.arraysSizeBytes();
  }
}
