// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Series with a sample every 10 s, from 10 s on. */
final class TestSeries {
  static final long STEP_MILLIS = 10_000;
  private static final Labels LABELS = Labels.of(Labels.METRIC_NAME, "calls_total");

  private static final Histogram @Nullable [] NUMBERS = null;

  private TestSeries() {}

  static Series of(double... values) {
    return of(LABELS, values);
  }

  static Series of(Labels labels, double... values) {
    return new Series(labels, times(values.length), values);
  }

  static Series of(Histogram... histograms) {
    return new Series(
        LABELS, times(histograms.length), new double[histograms.length], histograms, null);
  }

  /** Returns a series with numbers where the histogram is null. */
  static Series mixed(double[] values, Histogram[] histograms) {
    return new Series(LABELS, times(values.length), values, histograms, null);
  }

  static Series started(long[] startsMillis, double... values) {
    return new Series(LABELS, times(values.length), values, NUMBERS, startsMillis);
  }

  private static long[] times(int size) {
    long[] times = new long[size];
    Arrays.setAll(times, i -> (i + 1) * STEP_MILLIS);
    return times;
  }

  /** Returns a counter with gaps, resets, NaN and start timestamps, at uneven times. */
  static Series random(SplittableRandom random, int size) {
    long[] times = new long[size];
    long[] starts = new long[size];
    double[] values = new double[size];
    long time = 0;
    long start = 0;
    double value = random.nextInt(50);
    for (int i = 0; i < size; i++) {
      boolean reset = random.nextInt(8) == 0;
      long before = time;
      time += random.nextInt(10) == 0 ? 60_000 : random.nextInt(5_000, 15_000);
      value = reset ? random.nextInt(20) : value + random.nextInt(10);
      if (reset) {
        start = random.nextInt(3) == 0 ? 0 : random.nextLong(before, time + 1);
      }
      times[i] = time;
      starts[i] = start;
      values[i] = random.nextInt(40) == 0 ? Double.NaN : value;
    }
    return new Series(LABELS, times, values, NUMBERS, starts);
  }
}
