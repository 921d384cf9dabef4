// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

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
import java.util.SplittableRandom;

/** Random requests, as any sender could make them. */
final class RandomTraces {
  private static final String[] WORDS = {"", "a", "service.name", "GET /cart", "größe", "数", "x y"};

  private final SplittableRandom random;

  RandomTraces(SplittableRandom random) {
    this.random = random;
  }

  ExportTraceServiceRequest next() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      ResourceSpans.Builder resourceSpans = ResourceSpans.newBuilder().setSchemaUrl(word());
      if (random.nextInt(4) > 0) {
        resourceSpans.setResource(resource());
      }
      for (int j = random.nextInt(3); j > 0; j--) {
        resourceSpans.addScopeSpans(scopeSpans());
      }
      request.addResourceSpans(resourceSpans);
    }
    return request.build();
  }

  private Resource resource() {
    Resource.Builder resource = Resource.newBuilder().setDroppedAttributesCount(random.nextInt(3));
    for (int i = random.nextInt(4); i > 0; i--) {
      resource.addAttributes(keyValue(3));
    }
    return resource.build();
  }

  private ScopeSpans scopeSpans() {
    ScopeSpans.Builder scopeSpans = ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder()
            .setName(word())
            .setVersion(word())
            .addAttributes(keyValue(1)));
    for (int i = random.nextInt(4); i > 0; i--) {
      scopeSpans.addSpans(span());
    }
    return scopeSpans.build();
  }

  private Span span() {
    Span.Builder span = Span.newBuilder()
        .setTraceId(ByteString.copyFrom(new byte[random.nextInt(18)]))
        .setSpanId(ByteString.copyFromUtf8(word()))
        .setParentSpanId(ByteString.copyFromUtf8(word()))
        .setTraceState(word())
        .setName(word())
        .setKindValue(random.nextInt(-1, 8))
        .setStartTimeUnixNano(random.nextLong())
        .setEndTimeUnixNano(random.nextLong())
        .setFlags(random.nextInt())
        .addEvents(Span.Event.newBuilder().setName(word()).addAttributes(keyValue(1)));
    for (int i = random.nextInt(20); i > 0; i--) {
      span.addAttributes(keyValue(3));
    }
    if (random.nextBoolean()) {
      span.setStatus(Status.newBuilder().setMessage(word()).setCodeValue(random.nextInt(5)));
    }
    return span.build();
  }

  private KeyValue keyValue(int depth) {
    KeyValue.Builder keyValue = KeyValue.newBuilder().setKey(word());
    return random.nextInt(8) == 0
        ? keyValue.build()
        : keyValue.setValue(anyValue(depth)).build();
  }

  private AnyValue anyValue(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> value.build();
      case 1 -> value.setStringValue(word()).build();
      case 2 -> value.setBoolValue(random.nextBoolean()).build();
      case 3 -> value.setIntValue(random.nextLong()).build();
      case 4 -> value.setDoubleValue(random.nextDouble()).build();
      case 5 -> value.setBytesValue(ByteString.copyFromUtf8(word())).build();
      case 6 ->
        value
            .setArrayValue(ArrayValue.newBuilder()
                .addValues(anyValue(depth - 1))
                .addValues(anyValue(depth - 1)))
            .build();
      default ->
        value
            .setKvlistValue(KeyValueList.newBuilder().addValues(keyValue(depth - 1)))
            .build();
    };
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }
}
