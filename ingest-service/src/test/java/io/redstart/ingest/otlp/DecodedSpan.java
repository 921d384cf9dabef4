// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a decoder tells of a span, to compare with what generated classes tell.
 *
 * @param resource its resource's attributes, each key with its value
 * @param attributes its own
 */
record DecodedSpan(
    List<List<Object>> resource,
    List<ByteString> scope,
    List<ByteString> ids,
    ByteString name,
    ByteString traceState,
    int kind,
    long start,
    long end,
    int status,
    List<List<Object>> attributes,
    List<List<List<Object>>> events) {
  /** Collects spans; values are parsed with the generated or reduced {@code AnyValue}. */
  static final class Collector implements SpanSink {
    final List<DecodedSpan> spans = new ArrayList<>();
    private final Descriptor anyValue;
    private List<List<Object>> resource = List.of();
    private List<ByteString> scope = List.of();

    Collector(Descriptor anyValue) {
      this.anyValue = anyValue;
    }

    @Override
    public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
      resource = read(attributes);
    }

    @Override
    public boolean wantsScopes() {
      return true;
    }

    @Override
    public void scope(OtlpScope scope) {
      this.scope = List.of(bytes(scope.name()), bytes(scope.version()));
    }

    @Override
    public void span(OtlpSpan span) throws MalformedOtlpException {
      spans.add(new DecodedSpan(
          resource,
          scope,
          List.of(bytes(span.traceId()), bytes(span.spanId()), bytes(span.parentSpanId())),
          bytes(span.name()),
          bytes(span.traceState()),
          span.kind(),
          span.startEpochNanos(),
          span.endEpochNanos(),
          span.statusCode(),
          read(span.attributes()),
          read(span.events())));
    }

    private List<List<List<Object>>> read(OtlpEvents events) throws MalformedOtlpException {
      List<List<List<Object>>> read = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        read.add(read(events.attributes(i)));
      }
      return read;
    }

    private List<List<Object>> read(OtlpAttributes attributes) throws MalformedOtlpException {
      List<List<Object>> read = new ArrayList<>();
      ByteSlice key = new ByteSlice();
      ByteSlice value = new ByteSlice();
      for (int i = 0; i < attributes.size(); i++) {
        attributes.read(i, key, value);
        try {
          read.add(List.of(bytes(key), DynamicMessage.parseFrom(anyValue, bytes(value))));
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
          throw new MalformedOtlpException("value is no AnyValue", value.offset());
        }
      }
      return read;
    }

    private static ByteString bytes(ByteSlice slice) {
      return ByteString.copyFrom(slice.bytes(), slice.offset(), slice.length());
    }
  }

  /** Reads a message of {@code ExportTraceServiceRequest}, or of a type like it. */
  static List<DecodedSpan> of(Message request) {
    List<DecodedSpan> spans = new ArrayList<>();
    for (Message resourceSpans : messages(request, "resource_spans")) {
      List<List<Object>> resource = attributes(message(resourceSpans, "resource"));
      for (Message scopeSpans : messages(resourceSpans, "scope_spans")) {
        Message scope = message(scopeSpans, "scope");
        for (Message span : messages(scopeSpans, "spans")) {
          spans.add(new DecodedSpan(
              resource,
              List.of(text(scope, "name"), text(scope, "version")),
              List.of(text(span, "trace_id"), text(span, "span_id"), text(span, "parent_span_id")),
              text(span, "name"),
              text(span, "trace_state"),
              number(span, "kind"),
              (long) field(span, "start_time_unix_nano"),
              (long) field(span, "end_time_unix_nano"),
              number(message(span, "status"), "code"),
              attributes(span),
              messages(span, "events").stream().map(DecodedSpan::attributes).toList()));
        }
      }
    }
    return spans;
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  private static Message message(Message message, String name) {
    return (Message) field(message, name);
  }

  @SuppressWarnings("unchecked")
  private static List<Message> messages(Message message, String name) {
    return (List<Message>) field(message, name);
  }

  private static ByteString text(Message message, String name) {
    Object text = field(message, name);
    return text instanceof ByteString bytes ? bytes : ByteString.copyFromUtf8((String) text);
  }

  private static int number(Message message, String name) {
    return ((com.google.protobuf.Descriptors.EnumValueDescriptor) field(message, name)).getNumber();
  }

  private static List<List<Object>> attributes(Message message) {
    List<List<Object>> attributes = new ArrayList<>();
    for (Message keyValue : messages(message, "attributes")) {
      Message value = message(keyValue, "value");
      attributes.add(List.of(
          text(keyValue, "key"),
          DynamicMessage.newBuilder(value.getDescriptorForType())
              .mergeFrom(value)
              .build()));
    }
    return attributes;
  }
}
