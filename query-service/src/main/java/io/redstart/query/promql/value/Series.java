// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import io.redstart.query.promql.value.number.StaleMarker;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in the range of a selection, in ascending order of time. A sample is a
 * number or a histogram, and may be Prometheus' staleness marker, a NaN known by its raw bits.
 *
 * <pre>
 *   timestamps         12:00:00   12:00:05   12:00:10    12:00:15
 *   values             3          7          (unused)    marker
 *   histograms         null       null       {count:9…}  null
 *   start timestamps   11:59:58   11:59:58   0           0           (0: unknown)
 * </pre>
 *
 * <p>The series owns its arrays; nothing changes them later. Several series may share an array.
 */
public final class Series {
  private final Labels labels;
  private final long[] timestampsMillis;
  private final double[] values;
  private final @Nullable HistogramColumn histograms;
  private final long @Nullable [] startTimestampsMillis;

  /**
   * Makes a series of numbers without start timestamps.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public Series(Labels labels, long[] timestampsMillis, double[] values) {
    this(labels, timestampsMillis, values, (HistogramColumn) null, null);
  }

  /**
   * Makes a series.
   *
   * @param labels the labels, with the metric's name
   * @param timestampsMillis the times of samples, ascending, epoch milliseconds
   * @param values by sample; unused where there is a histogram
   * @param histograms by sample, null for numbers; null if all samples are numbers
   * @param startTimestampsMillis by sample, when its counter began, or 0 if unknown; null if no
   *     sample has one
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public Series(
      Labels labels,
      long[] timestampsMillis,
      double[] values,
      @Nullable Histogram @Nullable [] histograms,
      long @Nullable [] startTimestampsMillis) {
    this(labels, timestampsMillis, values, column(histograms), startTimestampsMillis);
    if (histograms != null) {
      checkLength("histograms", histograms.length, timestampsMillis);
    }
  }

  /**
   * Makes a series whose histograms are made when they are asked for; see the other constructor.
   *
   * @param histograms null if all samples are numbers
   */
  public Series(
      Labels labels,
      long[] timestampsMillis,
      double[] values,
      @Nullable HistogramColumn histograms,
      long @Nullable [] startTimestampsMillis) {
    checkLength("values", values.length, timestampsMillis);
    if (startTimestampsMillis != null) {
      checkLength("start timestamps", startTimestampsMillis.length, timestampsMillis);
    }
    this.labels = labels;
    this.timestampsMillis = timestampsMillis;
    this.values = values;
    this.histograms = histograms;
    this.startTimestampsMillis = startTimestampsMillis;
  }

  private static @Nullable HistogramColumn column(@Nullable Histogram @Nullable [] histograms) {
    return histograms == null ? null : sample -> histograms[sample];
  }

  private static void checkLength(String name, int length, long[] timestampsMillis) {
    if (length != timestampsMillis.length) {
      throw new IllegalArgumentException(
          timestampsMillis.length + " timestamps for " + length + " " + name);
    }
  }

  /** Returns the labels, with the metric's name. */
  public Labels labels() {
    return labels;
  }

  /** Returns how many samples there are. */
  public int size() {
    return values.length;
  }

  /** Returns the time of a sample in epoch milliseconds. */
  public long timestampMillis(int index) {
    return timestampsMillis[index];
  }

  /** Returns the value of a sample that is a number. */
  public double value(int index) {
    return values[index];
  }

  /** Returns whether a sample may be a histogram. */
  public boolean hasHistograms() {
    return histograms != null;
  }

  /** Returns the histogram of a sample, or null if it is a number. */
  public @Nullable Histogram histogram(int index) {
    return histograms == null ? null : histograms.get(index);
  }

  /** Returns whether nobody needs to ask for all histograms: {@link HistogramColumn#isComplete}. */
  public boolean isComplete() {
    return histograms != null && histograms.isComplete();
  }

  /** Returns whether a sample marks the end of the series. */
  public boolean isStale(int index) {
    if (StaleMarker.is(values[index])) {
      return true;
    }
    if (isComplete()) {
      return false;
    }
    Histogram histogram = histogram(index);
    return histogram != null && histogram.isStale();
  }

  /** Returns whether a sample may have a start timestamp. */
  public boolean hasStartTimestamps() {
    return startTimestampsMillis != null;
  }

  /** Returns when the counter of a sample began, in epoch milliseconds, or 0 if unknown. */
  public long startTimestampMillis(int index) {
    return startTimestampsMillis == null ? 0 : startTimestampsMillis[index];
  }

  /** Copies a sample into a vector. */
  public void copy(int index, StepVector into, int series) {
    Histogram histogram = histogram(index);
    if (histogram == null) {
      into.set(series, values[index]);
    } else {
      into.set(series, histogram);
    }
  }

  /** Returns the samples from one index to another, exclusive, with labels. */
  public Series part(Labels of, int from, int to) {
    HistogramColumn column = histograms;
    return new Series(
        of,
        Arrays.copyOfRange(timestampsMillis, from, to),
        Arrays.copyOfRange(values, from, to),
        column == null ? null : column.mapped(sample -> from + sample),
        startTimestampsMillis == null ? null : Arrays.copyOfRange(startTimestampsMillis, from, to));
  }

  /** Returns this series, or a copy without its staleness markers if it has any. */
  public Series withoutStaleMarkers(QueryLimits limits) {
    return filtered(i -> !isStale(i), limits);
  }

  /** Returns this series, or a copy with only its histograms or only its numbers. */
  public Series only(boolean wantsHistograms, QueryLimits limits) {
    boolean isComplete = isComplete();
    return filtered(i -> (isComplete || histogram(i) != null) == wantsHistograms, limits);
  }

  /**
   * Returns this series with histograms that claim nothing about counter resets: for samples that
   * may not be neighbours any more. Those of complete columns stay true anyway.
   */
  public Series withoutResetHints() {
    HistogramColumn column = histograms;
    return column == null || column.isComplete()
        ? this
        : new Series(
            labels,
            timestampsMillis,
            values,
            i -> withoutResetHint(column.get(i)),
            startTimestampsMillis);
  }

  private static @Nullable Histogram withoutResetHint(@Nullable Histogram histogram) {
    return histogram == null || histogram.hint() == ResetHint.GAUGE
        ? histogram
        : histogram.withHint(ResetHint.UNKNOWN);
  }

  /**
   * Returns this series with histograms that have no buckets, but say whether the counter was reset
   * before them.
   */
  public Series withTotals(QueryLimits limits) {
    if (histograms == null || histograms.isComplete()) {
      return this;
    }
    limits.hold(Footprint.ints(size()) + (long) Footprint.OBJECT * size());
    @Nullable Histogram[] totals = new Histogram[size()];
    Histogram before = null;
    for (int i = 0; i < totals.length; i++) {
      limits.check(i);
      Histogram histogram = histograms.get(i);
      if (histogram == null) {
        continue;
      }
      totals[i] = histogram.withoutBuckets();
      if (before != null && histogram.hint() == ResetHint.UNKNOWN) {
        totals[i] = totals[i].withHint(
            histogram.detectReset(before) ? ResetHint.RESET : ResetHint.NOT_RESET);
      }
      before = histogram.isStale() ? before : histogram;
    }
    return new Series(labels, timestampsMillis, values, totals, startTimestampsMillis);
  }

  private Series filtered(IntPredicate wanted, QueryLimits limits) {
    int[] kept = new int[size()];
    int size = 0;
    for (int i = 0; i < kept.length; i++) {
      limits.check(i);
      if (wanted.test(i)) {
        kept[size++] = i;
      }
    }
    if (size == kept.length) {
      return this;
    }
    limits.hold(2 * Footprint.longs(size) + Footprint.ints(kept.length));
    long[] times = new long[size];
    double[] numbers = new double[size];
    long[] starts = startTimestampsMillis == null ? null : new long[size];
    for (int i = 0; i < size; i++) {
      limits.check(i);
      times[i] = timestampsMillis[kept[i]];
      numbers[i] = values[kept[i]];
      if (starts != null) {
        starts[i] = startTimestampMillis(kept[i]);
      }
    }
    HistogramColumn column = histograms;
    return new Series(
        labels, times, numbers, column == null ? null : column.mapped(i -> kept[i]), starts);
  }

  /**
   * Estimates the heap that a series of numbers uses, without the strings of its labels.
   *
   * @param sharesTimestamps whether other series have the same array of timestamps
   */
  public long sizeBytes(boolean sharesTimestamps) {
    long arrays = Footprint.longs(size()) * (sharesTimestamps ? 1 : 2);
    return Footprint.OBJECT + Footprint.labels(labels) + arrays;
  }
}
