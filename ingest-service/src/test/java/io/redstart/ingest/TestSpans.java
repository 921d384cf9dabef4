// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;

/** Requests for tests. */
public final class TestSpans {
  private TestSpans() {}

  public static ExportTraceServiceRequest request(Resource resource, Span... spans) {
    ScopeSpans.Builder scopeSpans = ScopeSpans.newBuilder();
    for (Span span : spans) {
      scopeSpans.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scopeSpans))
        .build();
  }

  /** Makes a resource of keys and values in turn. */
  public static Resource resource(String... keysAndValues) {
    Resource.Builder resource = Resource.newBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      resource.addAttributes(attribute(keysAndValues[i], keysAndValues[i + 1]));
    }
    return resource.build();
  }

  public static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static Span.Builder span(String name, long durationNanos) {
    return Span.newBuilder()
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setTraceId(ByteString.copyFrom(new byte[16]))
        .setStartTimeUnixNano(1_700_000_000_000_000_000L)
        .setEndTimeUnixNano(1_700_000_000_000_000_000L + durationNanos);
  }

  /** Returns a request with a span whose name is not UTF-8, and one whose name is. */
  public static byte[] withInvalidName() {
    byte[] bytes = request(
            resource("service.name", "checkout"),
            span("bad!", 1).build(),
            span("good", 1).build())
        .toByteArray();
    String hex = HexFormat.of().formatHex(bytes);
    String bad = HexFormat.of().formatHex("bad!".getBytes(UTF_8));
    return HexFormat.of().parseHex(hex.replace(bad, "ff" + bad.substring(2)));
  }
}
