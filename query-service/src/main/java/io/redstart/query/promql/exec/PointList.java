// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Series;
import java.util.Arrays;

/** The samples of one series of a result, growing. */
final class PointList {
  private long[] timesMillis = new long[8];
  private double[] values = new double[8];
  private int size;

  void add(long timeMillis, double value) {
    if (size == values.length) {
      timesMillis = Arrays.copyOf(timesMillis, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    timesMillis[size] = timeMillis;
    values[size++] = value;
  }

  boolean isEmpty() {
    return size == 0;
  }

  Series toSeries(Labels labels) {
    return new Series(labels, Arrays.copyOf(timesMillis, size), Arrays.copyOf(values, size));
  }
}
