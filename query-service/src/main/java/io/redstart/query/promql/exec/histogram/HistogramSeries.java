// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.SeriesList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Assigns the series of a vector to histograms (Prometheus 3.14, promql/engine.go,
 * resetHistograms). The classic buckets of one histogram differ in {@code le} only; a native
 * histogram is a series by itself. Both kinds meet in one histogram if their other labels are
 * equal.
 *
 * <pre>
 *   series                             bound   histogram
 *   0  delay{job="api", le="0.1"}      0.1     0  delay{job="api"}
 *   1  delay{job="api", le="+Inf"}     ∞       0
 *   2  delay{job="db"}                 none    1  delay{job="db"}, once it has a native sample
 * </pre>
 *
 * <p>A series may have numbers at some steps and native histograms at others, and steps may add
 * series.
 */
final class HistogramSeries {
  static final String BUCKET_LABEL = "le";
  private static final int NONE = -1;

  private final QueryLimits limits;
  private final SeriesList inputs;
  private final SeriesIndex histograms;
  /** By series: the histogram of its native samples; none until it has one. */
  private int[] natives = {};
  /** By series: the histogram whose bucket it is; none if its bound is malformed. */
  private int[] classics = {};
  /** By series: its bound, if it is a bucket. */
  private double[] bounds = {};
  /** The series that are buckets, by histogram and then by bound. */
  private int[] buckets = {};
  /** By histogram: where its part of {@link #buckets} starts. */
  private int[] starts = {0};

  private int bucketsMax;

  HistogramSeries(QueryLimits limits, SeriesList inputs) {
    this.limits = limits;
    this.inputs = inputs;
    this.histograms = new SeriesIndex(limits);
    update();
  }

  /** Includes the series that a step has added. */
  void update() {
    int from = classics.length;
    int to = inputs.size();
    if (from == to) {
      return;
    }
    limits.hold(2 * Footprint.ints(to - from) + Footprint.longs(to - from));
    natives = Arrays.copyOf(natives, to);
    Arrays.fill(natives, from, to, NONE);
    classics = Arrays.copyOf(classics, to);
    bounds = Arrays.copyOf(bounds, to);
    for (int i = from; i < to; i++) {
      limits.check();
      OptionalDouble bound = BucketBound.parse(inputs.labels(i).get(BUCKET_LABEL));
      bounds[i] = bound.orElse(Double.NaN);
      classics[i] =
          bound.isPresent() ? histogram(inputs.labels(i).without(List.of(BUCKET_LABEL))) : NONE;
    }
    sortBuckets();
  }

  private int histogram(Labels labels) {
    return histograms.of(labels, false);
  }

  private void sortBuckets() {
    limits.hold(Footprint.ints(classics.length - buckets.length));
    Integer[] sorted = new Integer[classics.length];
    int size = 0;
    for (int i = 0; i < classics.length; i++) {
      limits.check(i);
      if (classics[i] != NONE) {
        sorted[size++] = i;
      }
    }
    Comparator<Integer> byHistogram = Comparator.comparingInt(series -> classics[series]);
    Arrays.sort(
        sorted,
        0,
        size,
        limits.checking(byHistogram.thenComparingDouble(series -> bounds[series])));
    buckets = new int[size];
    for (int i = 0; i < size; i++) {
      buckets[i] = sorted[i];
    }
    findStarts();
  }

  private void findStarts() {
    limits.hold(Footprint.ints(histograms.size() + 1 - starts.length));
    starts = new int[histograms.size() + 1];
    int at = 0;
    for (int i = 0; i < histograms.size(); i++) {
      limits.check(i);
      starts[i] = at;
      while (at < buckets.length && classics[buckets[at]] == i) {
        at++;
      }
      bucketsMax = Math.max(bucketsMax, at - starts[i]);
    }
    starts[histograms.size()] = at;
  }

  /** Returns the histograms with their names; native ones are added as they appear. */
  SeriesList histograms() {
    return histograms.list();
  }

  /** Returns the histogram of a series that has a native sample. */
  int ofNative(int series) {
    if (natives[series] == NONE) {
      natives[series] = histogram(inputs.labels(series));
    }
    return natives[series];
  }

  /** Returns whether a number of this series is a count of a bucket. */
  boolean isBucket(int series) {
    return classics[series] != NONE;
  }

  /** Returns the largest number of buckets of one histogram. */
  int bucketsMax() {
    return bucketsMax;
  }

  /** Returns the position of a histogram's lowest bucket. */
  int start(int histogram) {
    // A histogram that was added after the last update has native samples only.
    return starts[Math.min(histogram, starts.length - 1)];
  }

  /** Returns the position after a histogram's highest bucket. */
  int end(int histogram) {
    return start(histogram + 1);
  }

  /** Returns the series of the bucket at a position. */
  int series(int position) {
    return buckets[position];
  }

  /** Returns the upper bound of a bucket's series. */
  double bound(int series) {
    return bounds[series];
  }
}
