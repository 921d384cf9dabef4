// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.number.FloatText;
import io.redstart.query.promql.value.quantile.ClassicBuckets;
import java.time.Instant;

/** Collects the corrections that made the buckets of one metric ascend, for a single info. */
final class MonotonicityNote {
  private final TextRange at;
  private final String metricName;
  private int count;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private double lowestBound = Double.POSITIVE_INFINITY;
  private double highestBound = Double.NEGATIVE_INFINITY;
  private double differenceMax;

  /** Makes an empty note; the metric's name may be empty. */
  MonotonicityNote(TextRange at, String metricName) {
    this.at = at;
    this.metricName = metricName;
  }

  /** Adds a corrected histogram. */
  void add(long timeMillis, ClassicBuckets corrected) {
    count++;
    firstMillis = Math.min(firstMillis, timeMillis);
    lastMillis = Math.max(lastMillis, timeMillis);
    lowestBound = Math.min(lowestBound, corrected.mendedFrom());
    highestBound = Math.max(highestBound, corrected.mendedTo());
    differenceMax = Math.max(differenceMax, corrected.mendedMax());
  }

  TextRange at() {
    return at;
  }

  String message() {
    return String.format(
        "input to histogram_quantile needed to be fixed for monotonicity (see"
            + " https://prometheus.io/docs/prometheus/latest/querying/functions/"
            + "#histogram_quantile)%s, from buckets %s to %s, with a max diff of %s, over %d samples from %s to %s",
        metricName.isEmpty() ? "" : " for metric name " + QuotedText.quote(metricName),
        FloatText.compact(lowestBound),
        FloatText.compact(highestBound),
        FloatText.rough(differenceMax),
        count,
        seconds(firstMillis),
        seconds(lastMillis));
  }

  /** Truncates towards 1970, as Prometheus does. */
  private static Instant seconds(long millis) {
    return Instant.ofEpochSecond(millis / 1000);
  }
}
