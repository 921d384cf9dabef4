// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import static io.redstart.ingest.TestSpans.request;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.ingest.otlp.SpanSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Passes spans through rules as an ingest service would, over the bytes of a request. */
final class RuleSpans {
  private RuleSpans() {}

  static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  static KeyValue truth(String key, boolean value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setBoolValue(value))
        .build();
  }

  static List<Boolean> admitted(SpanFilters filters, Resource resource, Span... spans) {
    List<Boolean> admitted = new ArrayList<>();
    decode(request(resource, spans).toByteArray(), new SpanSink() {
      @Override
      public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
        filters.resource(attributes);
      }

      @Override
      public void span(OtlpSpan span) throws MalformedOtlpException {
        admitted.add(filters.admits(span));
      }
    });
    return admitted;
  }

  static String nameOf(SpanNames names, Span span) {
    List<String> texts = new ArrayList<>();
    decode(request(Resource.getDefaultInstance(), span).toByteArray(), new SpanSink() {
      @Override
      public void resource(OtlpAttributes attributes) {}

      @Override
      public void span(OtlpSpan decoded) throws MalformedOtlpException {
        texts.add(text(names.of(decoded)));
      }
    });
    return texts.get(0);
  }

  static String text(ByteSlice slice) {
    return new String(slice.bytes(), slice.offset(), slice.length(), StandardCharsets.UTF_8);
  }

  static void decode(byte[] request, SpanSink sink) {
    try {
      new OtlpTraceDecoder().decode(request, 0, request.length, sink);
    } catch (MalformedOtlpException e) {
      throw new AssertionError(e);
    }
  }
}
