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
public final class Workload {
  private static final long START_EPOCH_NANOS = 1_700_000_000_000_000_000L;
  private static final int BODIES_MIN = 16;

  /** One request: its bytes as sent, and the durations of its spans for each operation. */
  public static final class Body {
    private final byte[] bytes;
    private final int spans;
    private final Map<Operation, List<Long>> durationsNanos;

    Body(byte[] bytes, int spans, Map<Operation, List<Long>> durationsNanos) {
      this.bytes = bytes;
      this.spans = spans;
      this.durationsNanos = Map.copyOf(durationsNanos);
    }

    byte[] bytes() {
      return bytes;
    }

    int spans() {
      return spans;
    }

    /** Returns the duration of each span, by operation. */
    public Map<Operation, List<Long>> durationsNanos() {
      return durationsNanos;
    }
  }

  /** The key of the accounts in the books. */
  public record Operation(String service, String span) implements Comparable<Operation> {
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
  public static List<Body> bodies(LoadConfig config) {
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
    Map<Operation, List<Long>> durationsNanos = new TreeMap<>();
    Map<String, ScopeSpans.Builder> byService = new TreeMap<>();
    for (int i = 0; i < config.spansPerRequest(); i++) {
      Operation operation = operation(nextOperation++);
      long nanos = (long) (1e6 * Math.exp(3 * random.nextDouble()));
      durationsNanos.computeIfAbsent(operation, key -> new ArrayList<>()).add(nanos);
      byService
          .computeIfAbsent(operation.service, service -> ScopeSpans.newBuilder())
          .addSpans(span(operation, nanos));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    byService.forEach((service, spans) -> request.addResourceSpans(resource(service, spans)));
    byte[] bytes = request.build().toByteArray();
    return new Body(config.gzip() ? gzip(bytes) : bytes, config.spansPerRequest(), durationsNanos);
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

  private Span span(Operation operation, long nanos) {
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
