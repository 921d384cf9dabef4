// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.Series;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in a range that only moves forward: {@code (from, through]}, for {@code
 * anchored} and {@code smoothed} with those around it. Never a staleness marker.
 *
 * <p>A position is the index of a sample in the whole series; the window is {@code [first, end)}. A
 * kernel can thus remember by position what it found at an earlier step.
 */
public final class RangeWindow {
  /** Its size in memory. */
  static final int FOOTPRINT = 4 * Footprint.OBJECT;

  private final int index;
  private final Series series;
  private final long rangeMillis;
  private final Expr.Edges edges;
  private final QueryLimits limits;
  private long stepMillis;
  private long throughMillis;
  private long beforeMillis;
  private long afterMillis;
  private int first;
  private int end;
  private int histograms;
  private @Nullable RangeWindow numbers;

  RangeWindow(int index, Series series, long rangeMillis, Expr.Edges edges, QueryLimits limits) {
    this.index = index;
    this.series = series;
    this.rangeMillis = rangeMillis;
    this.edges = edges;
    this.limits = limits;
  }

  void slide(long step, long through, long before, long after) {
    stepMillis = step;
    throughMillis = through;
    beforeMillis = before;
    afterMillis = after;
    while (end < series.size() && series.timestampMillis(end) <= through + after) {
      histograms += series.isHistogram(end) ? 1 : 0;
      end++;
    }
    long from = through - rangeMillis - before;
    while (first < end && series.timestampMillis(first) <= from) {
      histograms -= series.isHistogram(first) ? 1 : 0;
      first++;
    }
  }

  /** Returns the index of the series in its operand. */
  public int index() {
    return index;
  }

  /** Returns the labels of the series. */
  public Labels labels() {
    return series.labels();
  }

  /** Returns how the edges of the range are treated. */
  public Expr.Edges edges() {
    return edges;
  }

  /** Returns the time of the step, epoch milliseconds. */
  public long stepMillis() {
    return stepMillis;
  }

  /** Returns the start of the range, exclusive, epoch milliseconds. */
  public long fromMillis() {
    return throughMillis - rangeMillis;
  }

  /** Returns the end of the range, inclusive, epoch milliseconds. */
  public long throughMillis() {
    return throughMillis;
  }

  /** Returns the length of the range. */
  public long rangeMillis() {
    return rangeMillis;
  }

  /** Returns the position of the first sample. */
  public int first() {
    return first;
  }

  /** Returns the position after the last sample. */
  public int end() {
    return end;
  }

  /** Returns how many samples there are. */
  public int size() {
    return end - first;
  }

  /** Returns how many of the samples are numbers. */
  public int numberCount() {
    return end - first - histograms;
  }

  /** Returns how many of the samples are histograms. */
  public int histogramCount() {
    return histograms;
  }

  /** Returns the same window on the numbers of the series only; its positions are its own. */
  public RangeWindow numbers() {
    if (!series.hasHistograms()) {
      return this;
    }
    if (numbers == null) {
      Series only = series.withoutHistograms(limits);
      limits.hold(FOOTPRINT);
      numbers = new RangeWindow(index, only, rangeMillis, edges, limits);
    }
    numbers.slide(stepMillis, throughMillis, beforeMillis, afterMillis);
    return numbers;
  }

  /** Returns the position of the first sample after a time, or {@link #end}. */
  public int after(long timeMillis) {
    int low = first;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (series.timestampMillis(middle) > timeMillis) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Returns the time of a sample, epoch milliseconds. */
  public long timeMillis(int position) {
    return series.timestampMillis(position);
  }

  /** Returns the number of a sample; anything for a histogram. */
  public double value(int position) {
    return series.value(position);
  }

  /** Returns the histogram of a sample, or null if it is a number. */
  public @Nullable Histogram histogram(int position) {
    return series.histogram(position);
  }

  /**
   * Returns the histogram of a sample that is one.
   *
   * @throws IllegalStateException if it is a number
   */
  public Histogram histogramAt(int position) {
    Histogram histogram = series.histogram(position);
    if (histogram == null) {
      throw new IllegalStateException("a number at " + timeMillis(position) + " ms");
    }
    return histogram;
  }

  /** Returns whether a sample may have a start timestamp. */
  public boolean hasStartTimestamps() {
    return series.hasStartTimestamps();
  }

  /** Returns since when a sample's counter has counted, epoch milliseconds; 0 if unknown. */
  public long startMillis(int position) {
    return series.startTimestampMillis(position);
  }

  /**
   * Returns the samples as a series with labels: the result of a query that is a range vector.
   *
   * @throws PromqlException if there are histograms in a range that is anchored or smoothed
   */
  public Series toSeries(Labels labels) {
    return edges == Expr.Edges.PLAIN
        ? series.part(labels, first, end)
        : ExtendedSamples.of(this, labels, limits);
  }
}
