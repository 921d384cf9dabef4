// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StaleMarker;

/**
 * Adds up the calls of several {@code calls_total} series, without extrapolation: a {@code rate}
 * over 5 minutes would divide the calls of a service that began a minute ago by 5 minutes.
 */
final class CallTally {
  private static final double MILLIS_PER_SECOND = 1000;

  private double calls;
  private double errors;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  /** Adds the increase of a series from its first sample, which is 0 at its birth, to its last. */
  void add(Series series) {
    int first = 0;
    int last = series.size() - 1;
    while (first <= last && StaleMarker.is(series.value(first))) {
      first++;
    }
    while (first <= last && StaleMarker.is(series.value(last))) {
      last--;
    }
    if (first > last) {
      return;
    }
    double increase = series.value(last) - series.value(first);
    calls += increase;
    if (series.labels().get("status_code").equals("STATUS_CODE_ERROR")) {
      errors += increase;
    }
    firstMillis = Math.min(firstMillis, series.timestampMillis(first));
    lastMillis = Math.max(lastMillis, series.timestampMillis(last));
  }

  /** Returns the calls per second since the first sample; 0 if there is only one. */
  double perSecond() {
    return lastMillis > firstMillis ? calls * MILLIS_PER_SECOND / (lastMillis - firstMillis) : 0;
  }

  /** Returns the share of calls that failed, 0 … 1. */
  double errorShare() {
    return calls > 0 ? errors / calls : 0;
  }

  /** Returns whether there was no sample at all. */
  boolean isEmpty() {
    return lastMillis < firstMillis;
  }
}
