// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import static io.redstart.ingest.TestSpans.attribute;
import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.resource;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class SpanFolderAllocationTest {
  private static final int SPANS = 1_000;
  private static final int ROUNDS = 200;

  @Test
  void span_ofAKnownLabelSet_allocatesNothing() throws Exception {
    Span[] spans = new Span[SPANS];
    for (int i = 0; i < SPANS; i++) {
      spans[i] = span("operation " + i % 40, 1_000L * i)
          .setTraceState("ot=th:8")
          .addAttributes(attribute("http.method", "GET"))
          .build();
    }
    byte[] bytes = request(resource("service.name", "checkout"), spans).toByteArray();
    SpanFolder folder = TestFolders.folder("dimensions: [{name: http.method}]");
    OtlpTraceDecoder decoder = new OtlpTraceDecoder();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    run(decoder, bytes, folder);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(decoder, bytes, folder);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // What the compiler and the measurement itself leave behind, far below one byte a span.
    assertThat((double) allocated / SPANS / ROUNDS).isLessThan(1);
  }

  private static void run(OtlpTraceDecoder decoder, byte[] bytes, SpanFolder folder)
      throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      folder.clear();
      decoder.decode(bytes, 0, bytes.length, folder);
    }
  }
}
