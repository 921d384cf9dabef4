// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.demo;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Generates the shop's calls as spans:
 *
 * <pre>
 *   frontend  GET /          → catalog GET /products
 *   frontend  GET /search    → search  GET /query         (slow: around 700 ms)
 *   frontend  POST /checkout → checkout POST /orders → payment POST /charge   (fails: 1 in 8)
 *                                                    → shipping POST /quote
 * </pre>
 *
 * <p>Each call is a client span of the caller and a server span of the callee. Not thread-safe.
 */
final class ShopTrace {
  private record Call(
      String service, String operation, double ownMillis, double failures, List<Call> calls) {}

  private static final Call HOME =
      new Call("frontend", "GET /", 4, 0, List.of(leaf("catalog", "GET /products", 9, 0)));
  private static final Call SEARCH =
      new Call("frontend", "GET /search", 3, 0, List.of(leaf("search", "GET /query", 700, 0)));
  private static final Call CHECKOUT = new Call(
      "frontend",
      "POST /checkout",
      6,
      0,
      List.of(new Call(
          "checkout",
          "POST /orders",
          12,
          0,
          List.of(
              leaf("payment", "POST /charge", 80, 0.125),
              leaf("shipping", "POST /quote", 25, 0)))));
  private static final List<Call> MIX = List.of(HOME, HOME, HOME, HOME, SEARCH, CHECKOUT);

  private final SplittableRandom random;
  private final Map<String, ScopeSpans.Builder> spansByService = new TreeMap<>();

  /** Creates a generator with a seed. */
  ShopTrace(long seed) {
    random = new SplittableRandom(seed);
  }

  private static Call leaf(String service, String operation, double ownMillis, double failures) {
    return new Call(service, operation, ownMillis, failures, List.of());
  }

  /**
   * Returns the spans of a number of visits that end now.
   *
   * @param nowNanos the current time in epoch nanoseconds
   */
  ExportTraceServiceRequest visits(int visits, long nowNanos) {
    spansByService.clear();
    for (int i = 0; i < visits; i++) {
      Call call = MIX.get(random.nextInt(MIX.size()));
      serve(call, randomBytes(16), ByteString.EMPTY, nowNanos);
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    spansByService.forEach((service, spans) -> request.addResourceSpans(resource(service, spans)));
    return request.build();
  }

  /**
   * Adds the span of a callee that ends at a given time. Returns its duration and whether it
   * failed.
   */
  private Served serve(Call call, ByteString trace, ByteString parent, long endNanos) {
    ByteString id = randomBytes(8);
    long nanos = (long) (call.ownMillis * 1e6 * Math.exp(0.4 * gaussian()));
    boolean failed = random.nextDouble() < call.failures;
    for (Call next : call.calls) {
      ByteString client = randomBytes(8);
      Served served = serve(next, trace, client, endNanos - nanos / 2);
      long clientNanos = served.nanos + 400_000;
      add(
          call.service,
          span(trace, client, id, next.operation, Span.SpanKind.SPAN_KIND_CLIENT, served.failed)
              .setStartTimeUnixNano(endNanos - nanos / 2 - clientNanos)
              .setEndTimeUnixNano(endNanos - nanos / 2));
      nanos += clientNanos;
      failed |= served.failed;
    }
    add(
        call.service,
        span(trace, id, parent, call.operation, Span.SpanKind.SPAN_KIND_SERVER, failed)
            .setStartTimeUnixNano(endNanos - nanos)
            .setEndTimeUnixNano(endNanos));
    return new Served(nanos, failed);
  }

  private record Served(long nanos, boolean failed) {}

  private void add(String service, Span.Builder span) {
    spansByService.computeIfAbsent(service, name -> ScopeSpans.newBuilder()).addSpans(span);
  }

  private static Span.Builder span(
      ByteString trace,
      ByteString id,
      ByteString parent,
      String name,
      Span.SpanKind kind,
      boolean failed) {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(id)
        .setParentSpanId(parent)
        .setName(name)
        .setKind(kind)
        .setStatus(Status.newBuilder()
            .setCode(
                failed
                    ? Status.StatusCode.STATUS_CODE_ERROR
                    : Status.StatusCode.STATUS_CODE_UNSET));
  }

  private static ResourceSpans resource(String service, ScopeSpans.Builder spans) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder()
            .addAttributes(KeyValue.newBuilder()
                .setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue(service))))
        .addScopeSpans(spans)
        .build();
  }

  /** Returns an approximately normal deviate, the sum of twelve uniform ones. */
  private double gaussian() {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  private ByteString randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
