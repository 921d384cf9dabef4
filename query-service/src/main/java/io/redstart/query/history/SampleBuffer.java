// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.Runs;
import io.redstart.history.Slots;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import java.util.Arrays;

/** Collects the samples of one series from its runs. Used by one thread. */
final class SampleBuffer implements Runs.Sink {
  private static final int FIRST_SAMPLES = 32;

  private final QueryLimits limits;
  private long[] timestampsMillis = new long[FIRST_SAMPLES];
  private double[] values = new double[FIRST_SAMPLES];
  private int size;

  SampleBuffer(QueryLimits limits) {
    this.limits = limits;
  }

  @Override
  public void run(long firstSlot, long lastSlot, long valueBits) {
    limits.check();
    int count = (int) (lastSlot - firstSlot) + 1;
    if (size + count > values.length) {
      int capacity = Math.max(2 * values.length, size + count);
      timestampsMillis = Arrays.copyOf(timestampsMillis, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    double value = Double.longBitsToDouble(valueBits);
    for (long slot = firstSlot; slot <= lastSlot; slot++) {
      timestampsMillis[size] = Slots.millis(slot);
      values[size++] = value;
    }
  }

  /** Returns the series, counted and held by its query. */
  Series build(Labels labels) {
    limits.addSamples(size);
    Series series =
        new Series(labels, Arrays.copyOf(timestampsMillis, size), Arrays.copyOf(values, size));
    limits.hold(series.sizeBytes(false) + Footprint.LIST_ENTRY);
    return series;
  }
}
