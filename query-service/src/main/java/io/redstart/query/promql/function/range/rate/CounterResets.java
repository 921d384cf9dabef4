// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.histogram.Histogram;

/** Decides whether a counter began again between two samples. */
final class CounterResets {
  private CounterResets() {}

  /** Returns the comparison that finds resets by values, and by start timestamps if wanted. */
  static PairEvents.Comparison comparison(boolean usesStarts) {
    return usesStarts
        ? (samples, i) -> isStartReset(samples, i) || isValueReset(samples, i)
        : CounterResets::isValueReset;
  }

  private static boolean isValueReset(RangeWindow samples, int position) {
    Histogram before = samples.histogram(position - 1);
    Histogram now = samples.histogram(position);
    if (before == null && now == null) {
      return samples.value(position) < samples.value(position - 1);
    }
    return before == null || now == null || now.detectReset(before);
  }

  /**
   * Returns whether the start timestamp of a sample says that the counter began after the sample
   * before (Prometheus' promql/functions.go, isStartTimestampReset). A counter that began exactly
   * at the sample before is one of deltas, or one whose start is unknown: then the sample before
   * has no valid start timestamp either.
   */
  static boolean isStartReset(RangeWindow samples, int position) {
    long startMillis = samples.startMillis(position);
    if (startMillis == 0 || startMillis >= samples.timeMillis(position)) {
      return false;
    }
    long beforeMillis = samples.timeMillis(position - 1);
    if (startMillis != beforeMillis) {
      return startMillis > beforeMillis;
    }
    long startBeforeMillis = samples.startMillis(position - 1);
    return startBeforeMillis != 0 && startBeforeMillis < beforeMillis;
  }

  /** Returns whether the counter of a sample began before the sample before, which denies that. */
  static boolean startOverlaps(RangeWindow samples, int position) {
    long startMillis = samples.startMillis(position);
    return startMillis != 0
        && startMillis < samples.timeMillis(position - 1)
        && startMillis != samples.startMillis(position - 1);
  }
}
