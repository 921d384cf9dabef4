// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in a range that only moves forward: {@code (from, through]}, for {@code
 * anchored} and {@code smoothed} with those around it. Never a staleness marker.
 *
 * <p>Positions count the samples of the whole series, so a kernel can reuse them at the next step.
 * The window is {@code [first, end)}.
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
  private @Nullable RangeWindow numbers;
  private @Nullable RangeWindow histograms;

  RangeWindow(int index, Series series, long rangeMillis, Expr.Edges edges, QueryLimits limits) {
    this.index = index;
    this.series = series;
    this.rangeMillis = rangeMillis;
    this.edges = edges;
    this.limits = limits;
    if (!series.hasHistograms()) {
      numbers = this;
    }
  }

  void slide(long step, long through, long before, long after) {
    stepMillis = step;
    throughMillis = through;
    beforeMillis = before;
    afterMillis = after;
    while (end < series.size() && series.timestampMillis(end) <= through + after) {
      end++;
    }
    long from = through - rangeMillis - before;
    while (first < end && series.timestampMillis(first) <= from) {
      first++;
    }
  }

  /** Returns the number of the series in the operand, from 0. */
  public int index() {
    return index;
  }

  /** Returns the labels of the series. */
  public Labels labels() {
    return series.labels();
  }

  /** Returns whether the series is of histograms that need not all be looked at. */
  public boolean isComplete() {
    return series.isComplete();
  }

  /** Returns how the edges of the range are treated. */
  public Expr.Edges edges() {
    return edges;
  }

  /** Returns the limits of the query. */
  public QueryLimits limits() {
    return limits;
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

  /** Returns whether there are no samples. */
  public boolean isEmpty() {
    return end == first;
  }

  /** Returns how many samples the whole series has. */
  public int seriesSize() {
    return series.size();
  }

  /** Returns the time of the sample at a position, epoch milliseconds. */
  public long timeMillis(int position) {
    return series.timestampMillis(position);
  }

  /** Returns the number at a position; anything for a histogram. */
  public double value(int position) {
    return series.value(position);
  }

  /** Returns the histogram at a position, or null if the sample is a number. */
  public @Nullable Histogram histogram(int position) {
    return series.histogram(position);
  }

  /**
   * Returns the histogram at a position.
   *
   * @throws IllegalStateException if the sample is a number
   */
  public Histogram existingHistogram(int position) {
    Histogram histogram = series.histogram(position);
    if (histogram == null) {
      throw new IllegalStateException("a number at " + series.timestampMillis(position) + " ms");
    }
    return histogram;
  }

  /** Returns since when the counter at a position counts, epoch milliseconds; 0 if unknown. */
  public long startMillis(int position) {
    return series.startTimestampMillis(position);
  }

  /** Returns whether a sample of the series may have a start timestamp. */
  public boolean hasStartTimestamps() {
    return series.hasStartTimestamps();
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

  /**
   * Returns the position of the last sample up to the start of the range, or of the first sample:
   * what {@code anchored} and {@code smoothed} start with. The window is not empty.
   */
  public int firstExtended() {
    return Math.max(first, after(fromMillis()) - 1);
  }

  /**
   * Returns the position of the sample that an extended range ends with. For {@code smoothed}, that
   * is the first at or after its end, if there is one. The window is not empty.
   */
  public int lastExtended() {
    return edges == Expr.Edges.SMOOTHED ? Math.min(end - 1, after(throughMillis - 1)) : end - 1;
  }

  /** Returns the same window on only those samples that are numbers; it has its own positions. */
  public RangeWindow numbers() {
    if (numbers == null) {
      numbers = only(false);
    }
    return slid(numbers);
  }

  /** Returns the same window on only those samples that are histograms; see {@link #numbers}. */
  public RangeWindow histograms() {
    if (histograms == null) {
      histograms = only(true);
    }
    return slid(histograms);
  }

  private RangeWindow only(boolean wanted) {
    Series part = series.only(wanted, limits);
    return part == series ? this : new RangeWindow(index, part, rangeMillis, edges, limits);
  }

  private RangeWindow slid(RangeWindow part) {
    if (part != this) {
      part.slide(stepMillis, throughMillis, beforeMillis, afterMillis);
    }
    return part;
  }

  /** Returns the samples as a series with labels. */
  public Series toSeries(Labels labels) {
    return edges == Expr.Edges.PLAIN
        ? series.part(labels, first, end)
        : ExtendedRange.of(this, labels);
  }
}
