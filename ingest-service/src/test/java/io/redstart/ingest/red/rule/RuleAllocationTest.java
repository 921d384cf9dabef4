// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.ingest.otlp.SpanSink;
import io.redstart.spanmetrics.SpanFilterConfig;
import io.redstart.spanmetrics.SpanFilterConfig.Attribute;
import io.redstart.spanmetrics.SpanFilterConfig.Match;
import io.redstart.spanmetrics.SpanFilterConfig.MatchType;
import io.redstart.spanmetrics.SpanNamesConfig;
import io.redstart.spanmetrics.SpanNamesConfig.Replaced;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleAllocationTest {
  private static final int SPANS = 1_000;
  private static final int ROUNDS = 200;

  @Test
  void filtersAndNames_allocateNothingPerSpan() throws Exception {
    Span[] spans = new Span[SPANS];
    for (int i = 0; i < SPANS; i++) {
      spans[i] = span("GET /users/" + i, 1)
          .addAttributes(attribute("http.request.method", "GET"))
          .addAttributes(attribute("http.route", "/users/" + i % 7))
          .addAttributes(RuleSpans.number("http.status_code", 200 + i % 5))
          .build();
    }
    byte[] bytes = request(resource("service.name", "checkout"), spans).toByteArray();
    Rules rules = new Rules();
    OtlpTraceDecoder decoder = new OtlpTraceDecoder();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    run(decoder, bytes, rules);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(decoder, bytes, rules);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(rules.admitted).isEqualTo(2L * ROUNDS * SPANS * 4 / 5);
    assertThat((double) allocated / SPANS / ROUNDS).isLessThan(1);
  }

  private static void run(OtlpTraceDecoder decoder, byte[] bytes, SpanSink sink) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      decoder.decode(bytes, 0, bytes.length, sink);
    }
  }

  private static final class Rules implements SpanSink {
    private final SpanFilters filters = new SpanFilters(
        List.of(new SpanFilterConfig(
            new Match(
                MatchType.REGEX,
                List.of(new Attribute("name", "^GET /"), new Attribute("service", "check"))),
            Match.NONE,
            new Match(
                MatchType.STRICT,
                List.of(
                    new Attribute("kind", "server"),
                    new Attribute("span.http.status_code", "203"))))),
        1);
    private final SpanNames names =
        new SpanNames(new SpanNamesConfig(true, List.of(Replaced.values())));
    private long admitted;

    @Override
    public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
      filters.resource(attributes);
    }

    @Override
    public void span(OtlpSpan span) throws MalformedOtlpException {
      if (filters.admits(span) && names.of(span).length() == "GET /users/{id}".length()) {
        admitted++;
      }
    }
  }
}
