// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.function.StaleMarker;
import java.util.Arrays;

/** The samples of one counter in a sliding window, without staleness markers. */
final class CounterWindow {
  /** The size of this object with its window and a short array of resets. */
  private static final int WINDOW = 4 * Footprint.OBJECT + Footprint.ARRAY;

  private final Series series;
  /** The indices of samples less than the one before, ascending; usually none. */
  private final int[] resets;

  private final SlidingWindow window;
  /** The first reset that the window has not passed. */
  private int nextReset;

  CounterWindow(Series series, QueryLimits limits) {
    this.series = withoutStaleMarkers(series, limits);
    this.resets = resetsOf(this.series);
    limits.hold(WINDOW + Footprint.ints(resets.length));
    this.window = new SlidingWindow(this.series.size(), this.series::timestampMillis);
  }

  /** Returns a series without its staleness markers, which ranges ignore. */
  static Series withoutStaleMarkers(Series series, QueryLimits limits) {
    int stale = 0;
    for (int i = 0; i < series.size(); i++) {
      stale += StaleMarker.is(series.value(i)) ? 1 : 0;
    }
    if (stale == 0) {
      return series;
    }
    limits.hold(2 * Footprint.longs(series.size() - stale));
    long[] timesMillis = new long[series.size() - stale];
    double[] values = new double[series.size() - stale];
    int kept = 0;
    for (int i = 0; i < series.size(); i++) {
      if (!StaleMarker.is(series.value(i))) {
        timesMillis[kept] = series.timestampMillis(i);
        values[kept++] = series.value(i);
      }
    }
    return new Series(series.labels(), timesMillis, values);
  }

  private static int[] resetsOf(Series series) {
    int[] resets = new int[4];
    int count = 0;
    for (int i = 1; i < series.size(); i++) {
      if (series.value(i) < series.value(i - 1)) {
        resets = count == resets.length ? Arrays.copyOf(resets, 2 * count) : resets;
        resets[count++] = i;
      }
    }
    return Arrays.copyOf(resets, count);
  }

  /** Moves the window to the samples after one time, up to and including another. */
  void slide(long fromMillis, long throughMillis) {
    window.slide(fromMillis, throughMillis);
    while (nextReset < resets.length && resets[nextReset] <= window.first()) {
      nextReset++;
    }
  }

  int count() {
    return window.count();
  }

  long firstMillis() {
    return series.timestampMillis(window.first());
  }

  long lastMillis() {
    return series.timestampMillis(window.last());
  }

  double firstValue() {
    return series.value(window.first());
  }

  /** Returns the increase of the counter in the window; adds the value before each reset. */
  double increase() {
    double increase = series.value(window.last()) - firstValue();
    for (int i = nextReset; i < resets.length && resets[i] <= window.last(); i++) {
      increase += series.value(resets[i] - 1);
    }
    return increase;
  }
}
