// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.Series;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in a range that only moves forward: {@code (from, through]}, for {@code
 * anchored} and {@code smoothed} with those around it. Never a staleness marker.
 */
public final class RangeWindow {
  /** Its size in memory. */
  static final int FOOTPRINT = 3 * Footprint.OBJECT;

  private final Series series;
  private final long rangeMillis;
  private final Expr.Edges edges;
  private long stepMillis;
  private long throughMillis;
  private int first;
  private int end;

  RangeWindow(Series series, long rangeMillis, Expr.Edges edges) {
    this.series = series;
    this.rangeMillis = rangeMillis;
    this.edges = edges;
  }

  void slide(long step, long through, long beforeMillis, long afterMillis) {
    stepMillis = step;
    throughMillis = through;
    while (end < series.size() && series.timestampMillis(end) <= through + afterMillis) {
      end++;
    }
    long from = through - rangeMillis - beforeMillis;
    while (first < end && series.timestampMillis(first) <= from) {
      first++;
    }
  }

  /** Returns the series. */
  public Series series() {
    return series;
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

  /** Returns how many samples there are. */
  public int size() {
    return end - first;
  }

  /** Returns the time of a sample, epoch milliseconds. */
  public long timeMillis(int sample) {
    return series.timestampMillis(first + sample);
  }

  /** Returns the number of a sample; anything for a histogram. */
  public double value(int sample) {
    return series.value(first + sample);
  }

  /** Returns the histogram of a sample, or null if it is a number. */
  public @Nullable Histogram histogram(int sample) {
    return series.histogram(first + sample);
  }

  /** Returns since when a sample's counter has counted, epoch milliseconds; 0 if unknown. */
  public long startMillis(int sample) {
    return series.startTimestampMillis(first + sample);
  }

  /** Returns the samples as a series with labels. */
  public Series toSeries(Labels labels) {
    return series.part(labels, first, end);
  }
}
