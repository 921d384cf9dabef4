// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.Series;
import java.util.Arrays;

/** A growing list of the samples of one result series. */
final class PointList {
  private static final int SMALLEST = 8;

  private long[] timesMillis = new long[SMALLEST];
  private double[] values = new double[SMALLEST];
  private int size;

  PointList(QueryLimits limits) {
    limits.hold(Footprint.OBJECT + 2 * Footprint.longs(SMALLEST));
  }

  void add(long timeMillis, double value, QueryLimits limits) {
    if (size == values.length) {
      limits.hold(2 * Footprint.longs(size));
      timesMillis = Arrays.copyOf(timesMillis, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    timesMillis[size] = timeMillis;
    values[size++] = value;
  }

  /** Returns the series; do not use the list afterwards. */
  Series toSeries(Labels labels, QueryLimits limits) {
    limits.hold(Footprint.OBJECT + Footprint.LIST_ENTRY + 2 * Footprint.longs(size));
    Series series =
        new Series(labels, Arrays.copyOf(timesMillis, size), Arrays.copyOf(values, size));
    limits.release(Footprint.OBJECT + 2 * Footprint.longs(values.length));
    return series;
  }
}
