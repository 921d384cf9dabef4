// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.redstart.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Spans with known durations, so that a test can compare the results with the truth. */
final class KnownSpans {
  /** One span to send. */
  record Known(String service, String name, SpanKind kind, StatusCode status, long nanos) {
    Labels labels() {
      return Labels.of(
          "service_name",
          service,
          "span_name",
          name,
          "span_kind",
          "SPAN_KIND_" + kind,
          "status_code",
          "STATUS_CODE_" + status);
    }
  }

  private final List<Known> spans = new ArrayList<>();

  /** Makes spans over services × operations label sets, 10 µs to 1 h, log-uniform, seeded. */
  static KnownSpans random(int count, int services, int operations, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    KnownSpans known = new KnownSpans();
    for (int i = 0; i < count; i++) {
      int operation = i / services % operations;
      long nanos = (long) (1e4 * Math.pow(3.6e8, random.nextDouble()));
      known.spans.add(new Known(
          "service-" + i % services,
          "operation-" + operation,
          operation % 2 == 0 ? SpanKind.SERVER : SpanKind.CLIENT,
          operation % 10 == 0 ? StatusCode.ERROR : StatusCode.UNSET,
          nanos));
    }
    return known;
  }

  List<Known> spans() {
    return spans;
  }

  /** Returns the durations of each label set in nanoseconds, ascending. */
  Map<Labels, long[]> durationsNanos() {
    Map<Labels, List<Long>> lists = new TreeMap<>();
    for (Known span : spans) {
      lists.computeIfAbsent(span.labels(), labels -> new ArrayList<>()).add(span.nanos);
    }
    Map<Labels, long[]> sorted = new TreeMap<>();
    lists.forEach((labels, list) ->
        sorted.put(labels, list.stream().mapToLong(Long::longValue).sorted().toArray()));
    return sorted;
  }
}
