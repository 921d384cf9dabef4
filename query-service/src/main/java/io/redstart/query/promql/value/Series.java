// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
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
  private final @Nullable Histogram @Nullable [] histograms;
  private final long @Nullable [] startTimestampsMillis;

  /**
   * Makes a series of numbers without start timestamps.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public Series(Labels labels, long[] timestampsMillis, double[] values) {
    this(labels, timestampsMillis, values, null, null);
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
    checkLength("values", values.length, timestampsMillis);
    if (histograms != null) {
      checkLength("histograms", histograms.length, timestampsMillis);
    }
    if (startTimestampsMillis != null) {
      checkLength("start timestamps", startTimestampsMillis.length, timestampsMillis);
    }
    this.labels = labels;
    this.timestampsMillis = timestampsMillis;
    this.values = values;
    this.histograms = histograms;
    this.startTimestampsMillis = startTimestampsMillis;
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
    return histograms == null ? null : histograms[index];
  }

  /** Returns whether a sample marks the end of the series. */
  public boolean isStale(int index) {
    Histogram histogram = histogram(index);
    return histogram == null ? StaleMarker.is(values[index]) : histogram.isStale();
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
    return new Series(
        of,
        Arrays.copyOfRange(timestampsMillis, from, to),
        Arrays.copyOfRange(values, from, to),
        histograms == null ? null : Arrays.copyOfRange(histograms, from, to),
        startTimestampsMillis == null
            ? null
            : Arrays.copyOfRange(startTimestampsMillis, from, to));
  }

  /** Returns this series, or a copy without its staleness markers if it has any. */
  public Series withoutStaleMarkers(QueryLimits limits) {
    return filtered(i -> !isStale(i), limits);
  }

  /** Returns this series, or a copy without its histograms if it has any. */
  public Series withoutHistograms(QueryLimits limits) {
    return filtered(i -> histogram(i) == null, limits);
  }

  private Series filtered(IntPredicate isKept, QueryLimits limits) {
    int kept = 0;
    for (int i = 0; i < size(); i++) {
      limits.check(i);
      kept += isKept.test(i) ? 1 : 0;
    }
    if (kept == size()) {
      return this;
    }
    limits.hold(2 * Footprint.longs(kept));
    Series copy = part(labels, 0, kept);
    int to = 0;
    for (int i = 0; i < size(); i++) {
      limits.check(i);
      if (isKept.test(i)) {
        copy.timestampsMillis[to] = timestampsMillis[i];
        copy.values[to] = values[i];
        if (histograms != null && copy.histograms != null) {
          copy.histograms[to] = histograms[i];
        }
        if (startTimestampsMillis != null && copy.startTimestampsMillis != null) {
          copy.startTimestampsMillis[to] = startTimestampsMillis[i];
        }
        to++;
      }
    }
    return copy;
  }

  /**
   * Returns this series, or a copy whose histograms say nothing of counter resets, for samples that
   * may skip or repeat those that the hints are about.
   */
  public Series withoutResetHints(QueryLimits limits) {
    if (histograms == null) {
      return this;
    }
    limits.hold(2 * Footprint.longs(size()));
    Series copy = part(labels, 0, size());
    for (int i = 0; i < size(); i++) {
      limits.check(i);
      Histogram histogram = histograms[i];
      if (histogram != null && copy.histograms != null && histogram.hint() != ResetHint.GAUGE) {
        copy.histograms[i] = histogram.withHint(ResetHint.UNKNOWN);
      }
    }
    return copy;
  }
}
