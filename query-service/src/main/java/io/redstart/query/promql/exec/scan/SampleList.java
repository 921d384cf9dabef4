// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the samples of one series; memory is held as the arrays grow. */
final class SampleList {
  private static final int CAPACITY_MIN = 4;

  private final QueryLimits limits;
  private long[] timestampsMillis = {};
  private double[] values = {};
  private @Nullable Histogram @Nullable [] histograms;
  private int size;

  SampleList(QueryLimits limits) {
    this.limits = limits;
    limits.hold(2L * Footprint.OBJECT + 2L * Footprint.ARRAY);
  }

  int size() {
    return size;
  }

  void add(long timeMillis, StepVector from, int index) {
    if (size == values.length) {
      grow();
    }
    timestampsMillis[size] = timeMillis;
    values[size] = from.get(index);
    Histogram histogram = from.histogram(index);
    if (histogram != null) {
      if (histograms == null) {
        limits.hold(Footprint.ints(values.length));
        histograms = new Histogram[values.length];
      }
      limits.hold(histogram.sizeBytes());
      histograms[size] = histogram;
    }
    size++;
  }

  private void grow() {
    int capacity = Math.max(CAPACITY_MIN, size * 2);
    limits.hold(16L * (capacity - size));
    timestampsMillis = Arrays.copyOf(timestampsMillis, capacity);
    values = Arrays.copyOf(values, capacity);
    if (histograms != null) {
      limits.hold(4L * (capacity - size));
      histograms = Arrays.copyOf(histograms, capacity);
    }
  }

  Series toSeries(Labels labels) {
    return new Series(
        labels,
        Arrays.copyOf(timestampsMillis, size),
        Arrays.copyOf(values, size),
        histograms == null ? null : Arrays.copyOf(histograms, size),
        null);
  }
}
