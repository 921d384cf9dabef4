// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Seeded random requests with everything that a sender may put into them, drawn from so few values
 * that most label sets repeat. Only the service {@value #SAMPLED_SERVICE} sends spans with a
 * fractional weight: {@value #SAMPLED_THRESHOLD} is a weight of 4/3.
 */
final class RandomRequests {
  static final String SAMPLED_SERVICE = "sampled";
  private static final String SAMPLED_THRESHOLD = "ot=th:4";
  private static final int RESOURCES = 24;
  private static final long[] BOUNDS_MILLIS = {
    2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000
  };

  private static final List<String> SERVICES =
      List.of("frontend", "checkout", "größe/数", SAMPLED_SERVICE, "quote\"\\", "frontend");
  private static final List<String> NAMES = List.of("GET /cart", "GET /cart", "charge", "naïve →");
  private static final int[] KINDS = {2, 2, 2, 3, 3, 0, 1, 4, 5, 9};
  private static final int[] STATUS_CODES = {0, 0, 0, 0, 2, 1, 7};

  /** The weight of a span; a text that is not a threshold means a weight of 1. */
  private static final Map<String, Integer> WEIGHT_BY_TRACE_STATE = Map.of(
      "", 1,
      "ot=th:0", 1,
      "ot=th:8", 2,
      "ot=rv:00000000000000;th:c", 4,
      "vendor=x,ot=th:f", 16,
      "vendor=x", 1,
      "ot=th:xyz", 1,
      "ot=th:123456789012345", 1,
      "ot=rv:00000000000000", 1);

  private static final List<String> TRACE_STATES =
      WEIGHT_BY_TRACE_STATE.keySet().stream().sorted().toList();

  private final SplittableRandom random;
  private final List<Resource> resources = new ArrayList<>();

  private RandomRequests(long seed) {
    this.random = new SplittableRandom(seed);
    for (int i = 0; i < RESOURCES; i++) {
      resources.add(resource(i));
    }
  }

  static List<ExportTraceServiceRequest> make(int count, long seed) {
    RandomRequests requests = new RandomRequests(seed);
    List<ExportTraceServiceRequest> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(requests.request());
    }
    return made;
  }

  /** Returns a request with one span of a new service, which shows when all before are counted. */
  static ExportTraceServiceRequest oneSpanOf(String service) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder().addAttributes(text("service.name", service)))
            .addScopeSpans(ScopeSpans.newBuilder()
                .addSpans(Span.newBuilder()
                    .setName("last")
                    .addEvents(Span.Event.newBuilder().setName("exception")))))
        .build();
  }

  /** Returns the durations of all spans whose resource has no service name. */
  static RedSeries.Durations ofUnknownService(
      List<ExportTraceServiceRequest> requests, Set<Double> bounds, double nanosPerUnit) {
    RedSeries.Durations durations = new RedSeries.Durations();
    bounds.forEach(bound -> durations.addBucket(bound, 0));
    spans(requests, resource -> !hasService(resource)).forEach(span -> {
      long nanos = Math.max(0, span.getEndTimeUnixNano() - span.getStartTimeUnixNano());
      int weight = WEIGHT_BY_TRACE_STATE.get(span.getTraceState());
      durations.addCount(weight);
      durations.addSum(nanos / nanosPerUnit * weight);
      bounds.stream()
          .filter(bound -> nanos / nanosPerUnit <= bound)
          .forEach(bound -> durations.addBucket(bound, weight));
    });
    return durations;
  }

  /**
   * Returns an upper bound of the standard deviation of the sampled service's calls in the
   * connector, which rounds 4/3 up in one of three cases, but once for all spans in a row with
   * equal weights.
   */
  static double sampledCallsDeviation(List<ExportTraceServiceRequest> requests) {
    double variance = requests.stream()
        .mapToLong(request -> spans(List.of(request), RandomRequests::isSampled).count())
        .mapToDouble(inARow -> inARow * inARow * 2 / 9.0)
        .sum();
    return Math.sqrt(variance);
  }

  private static Stream<Span> spans(
      List<ExportTraceServiceRequest> requests, Predicate<Resource> filter) {
    return requests.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .filter(resourceSpans -> filter.test(resourceSpans.getResource()))
        .flatMap(resourceSpans -> resourceSpans.getScopeSpansList().stream())
        .flatMap(scopeSpans -> scopeSpans.getSpansList().stream());
  }

  private static boolean hasService(Resource resource) {
    return resource.getAttributesList().stream()
        .anyMatch(attribute -> attribute.getKey().equals("service.name"));
  }

  private ExportTraceServiceRequest request() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      ResourceSpans.Builder resourceSpans = ResourceSpans.newBuilder();
      Resource resource = resources.get(random.nextInt(resources.size()));
      resourceSpans.setResource(resource);
      for (int j = random.nextInt(3); j > 0; j--) {
        resourceSpans.addScopeSpans(scopeSpans(isSampled(resource)));
      }
      request.addResourceSpans(resourceSpans);
    }
    return request.build();
  }

  private static boolean isSampled(Resource resource) {
    return resource.getAttributesList().contains(text("service.name", SAMPLED_SERVICE));
  }

  /** Some have no service name, or a number; some differ only in attributes without label. */
  private Resource resource(int index) {
    Resource.Builder resource = Resource.newBuilder();
    int kind = index % 8;
    if (kind < SERVICES.size()) {
      resource.addAttributes(text("service.name", SERVICES.get(kind)));
    } else if (kind == SERVICES.size()) {
      resource.addAttributes(number("service.name", 42));
    }
    if (random.nextInt(3) == 0) {
      resource.addAttributes(text("service.namespace", "shop"));
    }
    if (random.nextInt(4) == 0) {
      resource.addAttributes(text("service.instance.id", "pod-" + random.nextInt(2)));
    }
    resource
        .addAttributes(number("process.pid", index))
        .addAttributes(text("deployment.environment", random.nextBoolean() ? "prod" : "dev"));
    if (random.nextBoolean()) {
      resource
          .addAttributes(text("k8s.pod.name", "pod-" + random.nextInt(2)))
          .addAttributes(text("k8s.cluster.label.name", "blue"))
          .addAttributes(text("http.method", "of-resource"));
    }
    return resource.build();
  }

  private ScopeSpans scopeSpans(boolean sampled) {
    InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
    switch (random.nextInt(4)) {
      case 0 -> scope.setName("redis").setVersion("1.0");
      case 1 -> scope.setName("http");
      case 2 -> scope.setName("other").setVersion("2.0");
      default -> scope.setVersion("3.0");
    }
    ScopeSpans.Builder scopeSpans = ScopeSpans.newBuilder().setScope(scope);
    for (int i = random.nextInt(5); i > 0; i--) {
      scopeSpans.addSpans(span(sampled));
    }
    return scopeSpans.build();
  }

  private Span span(boolean sampled) {
    Span.Builder span = Span.newBuilder()
        .setTraceId(ByteString.copyFrom(new byte[16]))
        .setTraceState(sampled ? SAMPLED_THRESHOLD : traceState())
        .setName(pick(NAMES))
        .setKindValue(KINDS[random.nextInt(KINDS.length)])
        .setStatus(
            Status.newBuilder().setCodeValue(STATUS_CODES[random.nextInt(STATUS_CODES.length)]));
    setTimes(span);
    addAttributes(span);
    for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      span.addEvents(event());
    }
    return span.build();
  }

  private String traceState() {
    return random.nextInt(3) == 0 ? pick(TRACE_STATES) : "";
  }

  private void setTimes(Span.Builder span) {
    long startNanos = 1_700_000_000_000_000_000L + random.nextLong(1_000_000_000_000L);
    long durationNanos = switch (random.nextInt(20)) {
      case 0 -> 0;
      case 1 -> -random.nextLong(1_000_000_000_000L);
      case 2 -> BOUNDS_MILLIS[random.nextInt(BOUNDS_MILLIS.length)] * 1_000_000;
      case 3 -> BOUNDS_MILLIS[random.nextInt(BOUNDS_MILLIS.length)] * 1_000_000 + 1;
      case 4 -> 1;
      default -> (long) Math.exp(random.nextDouble() * Math.log(1e15));
    };
    if (random.nextInt(500) == 0) {
      startNanos = 0;
    }
    span.setStartTimeUnixNano(startNanos)
        .setEndTimeUnixNano(
            startNanos == 0 ? 1_700_000_000_000_000_000L : startNanos + durationNanos);
  }

  private void addAttributes(Span.Builder span) {
    if (random.nextBoolean()) {
      span.addAttributes(text("http.method", random.nextBoolean() ? "GET" : "POST"));
    }
    if (random.nextInt(3) == 0) {
      span.addAttributes(number("http.status_code", random.nextBoolean() ? 200 : 503));
    }
    if (random.nextInt(3) == 0) {
      span.addAttributes(text("db.system.name", "redis"));
    }
    if (random.nextInt(6) == 0) {
      span.addAttributes(text("db.query.server.name", "primary"));
    }
    if (random.nextInt(8) == 0) {
      span.addAttributes(text("exception.type", "of-span"));
    }
    if (random.nextInt(3) == 0) {
      span.addAttributes(KeyValue.newBuilder().setKey("any.value").setValue(anyValue()));
    }
  }

  private Span.Event event() {
    Span.Event.Builder event = Span.Event.newBuilder().setName("exception");
    if (random.nextInt(4) > 0) {
      event.addAttributes(text("exception.type", random.nextBoolean() ? "Timeout" : "Refused"));
    }
    if (random.nextInt(4) == 0) {
      event.addAttributes(text("deployment.environment", "of-event"));
    }
    if (random.nextInt(4) == 0) {
      event.addAttributes(number("retries", random.nextInt(2)));
    }
    return event.build();
  }

  private AnyValue anyValue() {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(9)) {
      case 0 -> value.build();
      case 1 -> value.setStringValue("").build();
      case 2 -> value.setBoolValue(random.nextBoolean()).build();
      case 3 -> value.setIntValue(random.nextBoolean() ? Long.MIN_VALUE : 7).build();
      case 4 -> value.setDoubleValue(pickDouble()).build();
      case 5 ->
        value.setBytesValue(ByteString.copyFrom(new byte[] {1, -1, 0, 62})).build();
      case 6 -> value.setArrayValue(array()).build();
      case 7 ->
        value
            .setKvlistValue(KeyValueList.newBuilder()
                .addValues(text("b", "<&>\u2028"))
                .addValues(number("a", 1)))
            .build();
      default -> value.setStringValue("7").build();
    };
  }

  private static ArrayValue array() {
    return ArrayValue.newBuilder()
        .addValues(AnyValue.newBuilder().setStringValue("x\n"))
        .addValues(AnyValue.newBuilder().setIntValue(1))
        .addValues(AnyValue.newBuilder().setDoubleValue(0.5))
        .addValues(AnyValue.newBuilder().setBoolValue(true))
        .addValues(AnyValue.newBuilder())
        .build();
  }

  private double pickDouble() {
    double[] values = {0.1, 3, -0.0, 1e21, 1e-7, 123456789.123, Double.POSITIVE_INFINITY};
    return values[random.nextInt(values.length)];
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
