// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.config.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Sends the same few spans each time it runs, and forgets those that nobody accepts. */
final class SteadySender implements Runnable {
  static final String SERVICE = "steady";
  private static final long SPAN_NANOS = 20_000_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final int spans;
  private final AtomicLong acknowledged;

  SteadySender(Endpoint endpoint, int spans, AtomicLong acknowledged) {
    this.spans = spans;
    this.acknowledged = acknowledged;
    this.request = HttpRequest.newBuilder(URI.create("http://" + endpoint + "/v1/traces"))
        .header("content-type", "application/x-protobuf")
        .timeout(Duration.ofSeconds(5))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body(spans)))
        .build();
  }

  private static byte[] body(int spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < spans; i++) {
      scope.addSpans(Span.newBuilder()
          .setTraceId(ByteString.copyFrom(new byte[16]))
          .setName("operation")
          .setKind(Span.SpanKind.SPAN_KIND_SERVER)
          .setEndTimeUnixNano(SPAN_NANOS));
    }
    KeyValue service = KeyValue.newBuilder()
        .setKey("service.name")
        .setValue(AnyValue.newBuilder().setStringValue(SERVICE))
        .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder().addAttributes(service))
            .addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  @Override
  public void run() {
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() == 200 && response.body().length == 0) {
        acknowledged.addAndGet(spans);
      }
    } catch (IOException e) {
      // Nobody listens while Redstart is down: these spans are not counted.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
