// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Builds spans from the YAML of a case, each with a resource and a scope of its own:
 *
 * <pre>
 *   resource: {service.name: shop}      the default
 *   scope: {name: …, version: …}
 *   name: pay      kind: server      status: unset      tracestate: ""
 *   attributes: {key: value, …}
 *   events: [{key: value, …}, …]
 *   id: 1      parent: 0                of one trace
 *   start: 0   millis: 0   nanos: 0     start in milliseconds; the duration is millis and nanos
 * </pre>
 */
final class CaseSpans {
  private static final long EPOCH_NANOS = 1_700_000_000_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final ByteString TRACE_ID = ByteString.fromHex("0123456789abcdef0123456789abcdef");
  private static final List<String> FIELDS = List.of(
      "resource",
      "scope",
      "name",
      "kind",
      "status",
      "tracestate",
      "attributes",
      "events",
      "id",
      "parent",
      "start",
      "millis",
      "nanos");

  private CaseSpans() {}

  static ExportTraceServiceRequest request(JsonNode spans) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (JsonNode span : spans) {
      span.fieldNames().forEachRemaining(CaseSpans::requireKnown);
      request.addResourceSpans(ResourceSpans.newBuilder()
          .setResource(resource(span.path("resource")))
          .addScopeSpans(ScopeSpans.newBuilder()
              .setScope(InstrumentationScope.newBuilder()
                  .setName(span.path("scope").path("name").asText())
                  .setVersion(span.path("scope").path("version").asText()))
              .addSpans(span(span))));
    }
    return request.build();
  }

  private static void requireKnown(String field) {
    if (!FIELDS.contains(field)) {
      throw new IllegalArgumentException("a span has no " + field);
    }
  }

  private static Resource resource(JsonNode attributes) {
    Resource.Builder resource = Resource.newBuilder().addAllAttributes(keyValues(attributes));
    if (attributes.isMissingNode()) {
      resource.addAttributes(KeyValue.newBuilder()
          .setKey("service.name")
          .setValue(AnyValue.newBuilder().setStringValue("shop")));
    }
    return resource.build();
  }

  private static Span span(JsonNode node) {
    long startNanos = EPOCH_NANOS + node.path("start").asLong() * NANOS_PER_MILLI;
    long nanos =
        node.path("millis").asLong() * NANOS_PER_MILLI + node.path("nanos").asLong();
    Span.Builder span = Span.newBuilder()
        .setTraceId(TRACE_ID)
        .setSpanId(id(node.path("id").asLong()))
        .setTraceState(node.path("tracestate").asText())
        .setName(node.path("name").asText("pay"))
        .setKind(Span.SpanKind.valueOf("SPAN_KIND_" + upper(node.path("kind").asText("server"))))
        .setStatus(Status.newBuilder()
            .setCode(Status.StatusCode.valueOf(
                "STATUS_CODE_" + upper(node.path("status").asText("unset")))))
        .setStartTimeUnixNano(startNanos)
        .setEndTimeUnixNano(startNanos + nanos)
        .addAllAttributes(keyValues(node.path("attributes")));
    if (node.has("parent")) {
      span.setParentSpanId(id(node.path("parent").asLong()));
    }
    for (JsonNode event : node.path("events")) {
      span.addEvents(Span.Event.newBuilder().addAllAttributes(keyValues(event)));
    }
    return span.build();
  }

  private static ByteString id(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private static List<KeyValue> keyValues(JsonNode map) {
    List<KeyValue> keyValues = new ArrayList<>();
    map.properties()
        .forEach(entry -> keyValues.add(KeyValue.newBuilder()
            .setKey(entry.getKey())
            .setValue(value(entry.getValue()))
            .build()));
    return keyValues;
  }

  private static AnyValue value(JsonNode node) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (node.getNodeType()) {
      case STRING -> value.setStringValue(node.asText()).build();
      case BOOLEAN -> value.setBoolValue(node.asBoolean()).build();
      case NUMBER ->
        (node.isIntegralNumber()
                ? value.setIntValue(node.asLong())
                : value.setDoubleValue(node.asDouble()))
            .build();
      case ARRAY -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        node.forEach(element -> array.addValues(value(element)));
        yield value.setArrayValue(array).build();
      }
      case OBJECT ->
        value
            .setKvlistValue(KeyValueList.newBuilder().addAllValues(keyValues(node)))
            .build();
      case NULL -> value.build();
      case BINARY, MISSING, POJO -> throw new IllegalArgumentException(node.toString());
    };
  }
}
