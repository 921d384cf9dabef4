// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Creates all requests before the load begins, because a client that encodes and compresses while
 * sending is its own bottleneck. Together the requests contain every operation of every service in
 * turn.
 */
final class Workload {
  private static final long START_EPOCH_NANOS = 1_700_000_000_000_000_000L;
  private static final int BODIES_MIN = 16;

  /** One request: its bytes as sent, and its number of spans for each operation. */
  static final class Body {
    private final byte[] bytes;
    private final int spans;
    private final Map<Operation, Integer> operations;

    Body(byte[] bytes, int spans, Map<Operation, Integer> operations) {
      this.bytes = bytes;
      this.spans = spans;
      this.operations = Map.copyOf(operations);
    }

    byte[] bytes() {
      return bytes;
    }

    int spans() {
      return spans;
    }

    Map<Operation, Integer> operations() {
      return operations;
    }
  }

  /** The key of the accounts in the books. */
  record Operation(String service, String span) implements Comparable<Operation> {
    @Override
    public int compareTo(Operation other) {
      int order = service.compareTo(other.service);
      return order != 0 ? order : span.compareTo(other.span);
    }
  }

  private final LoadConfig config;
  private final SplittableRandom random;
  private int nextOperation;

  private Workload(LoadConfig config) {
    this.config = config;
    this.random = new SplittableRandom(config.seed());
  }

  /** Creates all requests of a load. */
  static List<Body> bodies(LoadConfig config) {
    Workload workload = new Workload(config);
    int operations = config.services() * config.operations();
    int needed = (operations + config.spansPerRequest() - 1) / config.spansPerRequest();
    List<Body> bodies = new ArrayList<>();
    for (int i = 0; i < Math.max(BODIES_MIN, needed); i++) {
      bodies.add(workload.body());
    }
    return bodies;
  }

  private Body body() {
    Map<Operation, Integer> counts = new TreeMap<>();
    Map<String, ScopeSpans.Builder> byService = new TreeMap<>();
    for (int i = 0; i < config.spansPerRequest(); i++) {
      Operation operation = operation(nextOperation++);
      counts.merge(operation, 1, Integer::sum);
      byService
          .computeIfAbsent(operation.service, service -> ScopeSpans.newBuilder())
          .addSpans(span(operation));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    byService.forEach((service, spans) -> request.addResourceSpans(resource(service, spans)));
    byte[] bytes = request.build().toByteArray();
    return new Body(config.gzip() ? gzip(bytes) : bytes, config.spansPerRequest(), counts);
  }

  private Operation operation(int index) {
    int service = index % config.services();
    int operation = index / config.services() % config.operations();
    return new Operation(config.servicePrefix() + service, "GET /operation/" + operation);
  }

  private static ResourceSpans resource(String service, ScopeSpans.Builder spans) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder()
            .addAttributes(attribute("service.name", service))
            .addAttributes(attribute("telemetry.sdk.language", "java")))
        .addScopeSpans(spans)
        .build();
  }

  private Span span(Operation operation) {
    long nanos = (long) (1e6 * Math.exp(3 * random.nextDouble()));
    Span.Builder span = Span.newBuilder()
        .setTraceId(randomBytes(16))
        .setSpanId(randomBytes(8))
        .setParentSpanId(randomBytes(8))
        .setName(operation.span)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(START_EPOCH_NANOS)
        .setEndTimeUnixNano(START_EPOCH_NANOS + nanos)
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_UNSET));
    for (int i = 0; i < config.attributes(); i++) {
      span.addAttributes(attribute("app.attribute." + i, "value-" + random.nextInt(100_000)));
    }
    return span.build();
  }

  private ByteString randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
