// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Weight;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.value.NativeColumn;
import io.redstart.wire.SelectReply;
import org.jspecify.annotations.Nullable;

/** All that one label set has counted on all stores, up to the horizon of a query. */
public final class LatestLabelSet {
  /** The size of this object and its increment, with a map entry. */
  private static final int EMPTY_BYTES = 56 + 48 + Footprint.MAP_ENTRY;

  private final Labels labels;
  private final CellLayout layout;
  private final Increment total = new Increment();
  /** By bucket; empty without exemplars. */
  private @Nullable LatestExemplar[] exemplars = {};

  private long birthMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  LatestLabelSet(Labels labels, CellLayout layout) {
    this.labels = labels;
    this.layout = layout;
  }

  /** Adds what one store has counted; its cells are converted to this one's layout. */
  void add(Increment counted, SelectReply.Reader page) {
    birthMillis = Math.min(birthMillis, page.birthMillis());
    lastMillis = Math.max(lastMillis, page.lastMillis());
    CellLayout of = page.layout();
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

  /** Adds the exemplars of a window. Returns the growth of its size in bytes. */
  long addExemplars(Exemplars row, long stampMillis) {
    long grownBytes = 0;
    if (exemplars.length == 0 && row.size() > 0) {
      exemplars = new LatestExemplar[layout.boundCount() + 1];
      grownBytes += Footprint.longs(exemplars.length);
    }
    for (int i = 0; i < row.size(); i++) {
      int bucket = layout.bucketOf(layout.cellOf(row.nanos(i)));
      LatestExemplar before = exemplars[bucket];
      grownBytes += before == null ? LatestExemplar.SIZE_BYTES : 0;
      if (before == null || before.stampMillis() <= stampMillis) {
        exemplars[bucket] = LatestExemplar.of(row, i, stampMillis);
      }
    }
    return grownBytes;
  }

  /** Returns the newest exemplar of a bucket, if there is one. */
  public @Nullable LatestExemplar exemplar(int bucket) {
    return exemplars.length == 0 ? null : exemplars[bucket];
  }

  /** Returns the labels without {@code __name__}. */
  public Labels labels() {
    return labels;
  }

  /** Returns the stamp of the first window that counted it, in epoch milliseconds. */
  public long birthMillis() {
    return birthMillis;
  }

  long lastMillis() {
    return lastMillis;
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

  long sizeBytes() {
    return EMPTY_BYTES + Footprint.labels(labels) + total.arraysSizeBytes();
  }
}
