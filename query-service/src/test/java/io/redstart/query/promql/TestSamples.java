// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One series in memory, written sample by sample. */
final class TestSamples {
  /** A sample; its start timestamp is 0 if unknown. */
  private record Sample(double value, @Nullable Histogram histogram, long startMillis) {}

  private final NavigableMap<Long, Sample> samples = new TreeMap<>();

  void add(long timeMillis, double value, @Nullable Histogram histogram, long startMillis) {
    Histogram stored = histogram == null ? null : histogram.withHint(hint(timeMillis, histogram));
    samples.put(timeMillis, new Sample(value, stored, startMillis));
  }

  /**
   * Returns the hint that Prometheus' storage would return for a histogram. It is not the one that
   * was written, but depends on whether the sample could join the chunk of the sample before
   * (tsdb/chunkenc: appendable, counterResetHint).
   */
  private ResetHint hint(long timeMillis, Histogram histogram) {
    if (histogram.hint() == ResetHint.GAUGE) {
      return ResetHint.GAUGE;
    }
    Map.Entry<Long, Sample> before = samples.lowerEntry(timeMillis);
    Histogram previous = before == null ? null : before.getValue().histogram();
    boolean isSameChunk = previous != null
        && previous.hint() != ResetHint.GAUGE
        && histogram.hint() != ResetHint.RESET
        && !previous.isStale()
        && previous.layout().equals(histogram.layout())
        && previous.zeroThreshold() == histogram.zeroThreshold()
        && !histogram.withHint(ResetHint.UNKNOWN).detectReset(previous);
    return isSameChunk ? ResetHint.NOT_RESET : ResetHint.UNKNOWN;
  }

  /** Returns the samples after one time, up to another. */
  Series series(Labels labels, long fromMillis, long throughMillis) {
    var seen = fromMillis >= throughMillis
        ? new TreeMap<Long, Sample>()
        : samples.subMap(fromMillis, false, throughMillis, true);
    long[] times = new long[seen.size()];
    double[] values = new double[times.length];
    @Nullable Histogram[] histograms = new Histogram[times.length];
    long[] starts = new long[times.length];
    boolean hasHistograms = false;
    boolean hasStarts = false;
    int i = 0;
    for (Map.Entry<Long, Sample> entry : seen.entrySet()) {
      times[i] = entry.getKey();
      values[i] = entry.getValue().value();
      histograms[i] = entry.getValue().histogram();
      starts[i] = entry.getValue().startMillis();
      hasHistograms |= histograms[i] != null;
      hasStarts |= starts[i++] != 0;
    }
    return new Series(
        labels, times, values, hasHistograms ? histograms : null, hasStarts ? starts : null);
  }
}
