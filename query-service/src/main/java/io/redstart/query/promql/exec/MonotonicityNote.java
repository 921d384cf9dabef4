// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.function.ClassicQuantile;
import io.redstart.query.promql.syntax.FloatText;
import io.redstart.query.promql.syntax.QuotedText;
import io.redstart.query.promql.syntax.TextRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Collects the corrections that made the buckets of one metric ascend, for a single info. */
final class MonotonicityNote {
  private final TextRange at;
  private final String metricName;
  private int count;
  private long firstMillis;
  private long lastMillis;
  private double lowestBound = Double.POSITIVE_INFINITY;
  private double highestBound = Double.NEGATIVE_INFINITY;
  private double differenceMax;

  /** Makes an empty note; the metric's name may be empty. */
  MonotonicityNote(TextRange at, String metricName) {
    this.at = at;
    this.metricName = metricName;
  }

  /** Adds a corrected histogram. */
  void add(long timeMillis, ClassicQuantile histogram) {
    firstMillis = count == 0 ? timeMillis : Math.min(firstMillis, timeMillis);
    lastMillis = count == 0 ? timeMillis : Math.max(lastMillis, timeMillis);
    lowestBound = Math.min(lowestBound, histogram.mendedFrom());
    highestBound = Math.max(highestBound, histogram.mendedTo());
    differenceMax = Math.max(differenceMax, histogram.mendedMax());
    count++;
  }

  TextRange at() {
    return at;
  }

  /** Returns the text of the info, unless the note is empty. */
  Optional<String> message() {
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(String.format(
        "input to histogram_quantile needed to be fixed for monotonicity (see"
            + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
            + "%s, from buckets %s to %s, with a max diff of %s, over %d samples from %s to %s",
        metricName.isEmpty() ? "" : " for metric name " + QuotedText.quote(metricName),
        FloatText.compact(lowestBound),
        FloatText.compact(highestBound),
        FloatText.rough(differenceMax),
        count,
        seconds(firstMillis),
        seconds(lastMillis)));
  }

  private static Instant seconds(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }
}
