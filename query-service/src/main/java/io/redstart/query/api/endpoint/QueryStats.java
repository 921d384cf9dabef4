// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes what a query cost, for the parameter {@code stats}. Times are in seconds. Prometheus counts
 * the samples of every step separately, so that one sample counts several times in {@code
 * totalQueryableSamples}; we read it once and count it once, and have no numbers per step.
 */
final class QueryStats {
  private static final String TRUE = "true";
  private static final String ALL = "all";

  private static final double NANOS_PER_SECOND = 1e9;

  private final QueryLimits limits;
  private final long queueNanos;
  private long readSamples;
  private long evaluationNanos;

  /** Begins to measure a query that leaves the queue now. */
  QueryStats(QueryLimits limits) {
    this.limits = limits;
    this.queueNanos = limits.ageNanos();
  }

  /** Returns the warning about a value of {@code stats} that is neither {@code true} nor {@code all}. */
  static Optional<String> warning(String parameter) {
    if (parameter.isEmpty() || parameter.equals(TRUE) || parameter.equals(ALL)) {
      return Optional.empty();
    }
    return Optional.of(
        "value \"" + parameter + "\" for parameter \"stats\" is deprecated and will be"
            + " rejected in the next major release, use \"true\" or \"all\"");
  }

  /** Counts samples that the query received from the source. */
  void read(long samples) {
    readSamples += samples;
  }

  /** Ends the measurement: the query is evaluated. */
  void evaluated() {
    evaluationNanos = limits.ageNanos() - queueNanos;
  }

  /** Writes the field {@code stats}. */
  void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("stats");
    json.writeObjectFieldStart("timings");
    seconds("evalTotalTime", evaluationNanos, json);
    seconds("resultSortTime", 0, json);
    seconds("queryPreparationTime", 0, json);
    seconds("innerEvalTime", evaluationNanos, json);
    seconds("execQueueTime", queueNanos, json);
    seconds("execTotalTime", queueNanos + evaluationNanos, json);
    json.writeEndObject();
    json.writeObjectFieldStart("samples");
    json.writeNumberField("totalQueryableSamples", readSamples);
    json.writeNumberField("samplesRead", readSamples);
    json.writeNumberField("peakSamples", limits.samplesPeak());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void seconds(String name, long nanos, JsonGenerator json) throws IOException {
    json.writeNumberField(name, nanos / NANOS_PER_SECOND);
  }
}
