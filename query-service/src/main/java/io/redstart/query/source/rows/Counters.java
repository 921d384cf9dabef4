// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;

/**
 * Turns the rows of one label set into cumulative samples. It adds up the increments of each window
 * first, then accumulates them over time, and converts to doubles last, so that the same increments
 * give the same samples however they are split.
 */
final class Counters {
  /** The size of the increment that adds up a window's durations, with its array element. */
  private static final int SUM_BYTES = 48 + 4;

  private final LabelSetRows rows;
  private final SampleTimes times;
  private final int samples;

  /** Creates counters and charges the memory of their sample times to the query. */
  Counters(LabelSetRows rows, Timeline timeline, QueryLimits limits) {
    this.rows = rows;
    long sharedBytes = timeline.sharedBytes();
    this.times = SampleTimes.of(rows, timeline);
    this.samples = times.stamps().length;
    limits.hold(timeline.sharedBytes() - sharedBytes + times.ownBytes());
  }

  /** Returns the approximate memory needed to compute the given number of counters at once. */
  long scratchBytes(int counters) {
    return Math.max(SUM_BYTES * (long) samples, 2L * counters * Footprint.longs(samples));
  }

  int samples() {
    return samples;
  }

  SampleTimes times() {
    return times;
  }

  /** Returns the first sample that includes a row; the first of all includes all earlier rows. */
  int sampleOf(int row) {
    return times.sampleOf(rows.stampMillis(row));
  }

  /** Returns the samples of calls. */
  double[] calls() {
    long[] counts = new long[samples];
    counts[0] = rows.base().calls();
    for (int row = 0; row < rows.rowCount(); row++) {
      int sample = sampleOf(row);
      counts[sample] = Weight.add(counts[sample], rows.calls(row));
    }
    accumulate(counts);
    return toDoubles(counts);
  }

  /** Returns the samples of the sum of durations in a unit. */
  double[] sums(double unitNanos) {
    Increment[] windows = new Increment[samples];
    for (int row = 0; row < rows.rowCount(); row++) {
      int sample = sampleOf(row);
      if (windows[sample] == null) {
        windows[sample] = new Increment();
      }
      windows[sample].addSum(rows.sumHigh(row), rows.sumLow(row));
    }
    Increment total = new Increment();
    total.addSum(rows.base().sumHigh(), rows.base().sumLow());
    double[] sums = new double[samples];
    for (int i = 0; i < samples; i++) {
      if (windows[i] != null) {
        total.addSum(windows[i].sumHigh(), windows[i].sumLow());
      }
      sums[i] = total.sumNanos() / unitNanos;
    }
    return sums;
  }

  /** Returns the counts at or below each configured bound, and last those of {@code +Inf}. */
  double[][] buckets(CellLayout layout) {
    long[][] counts = new long[layout.boundCount() + 1][samples];
    Increment base = rows.base();
    for (int i = 0; i < base.cellCount(); i++) {
      long[] bucket = counts[layout.bucketOf(base.cell(i))];
      bucket[0] = Weight.add(bucket[0], base.count(i));
    }
    for (int row = 0; row < rows.rowCount(); row++) {
      int sample = sampleOf(row);
      for (int entry = rows.offset(row); entry < rows.offset(row + 1); entry++) {
        long[] bucket = counts[layout.bucketOf(rows.cell(entry))];
        bucket[sample] = Weight.add(bucket[sample], rows.count(entry));
      }
    }
    double[][] buckets = new double[counts.length][];
    for (int bucket = 0; bucket < counts.length; bucket++) {
      accumulate(counts[bucket]);
      if (bucket > 0) {
        addTo(counts[bucket], counts[bucket - 1]);
      }
      buckets[bucket] = toDoubles(counts[bucket]);
    }
    return buckets;
  }

  private static void accumulate(long[] counts) {
    for (int i = 1; i < counts.length; i++) {
      counts[i] = Weight.add(counts[i], counts[i - 1]);
    }
  }

  private static void addTo(long[] counts, long[] others) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Weight.add(counts[i], others[i]);
    }
  }

  private static double[] toDoubles(long[] counts) {
    double[] values = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      values[i] = Weight.toDouble(counts[i]);
    }
    return values;
  }
}
