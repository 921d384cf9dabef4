// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.FIXED64;
import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;
import static io.redstart.ingest.otlp.ProtoReader.VARINT;

/**
 * Decodes an {@code ExportTraceServiceRequest} in one pass over its bytes, without allocating:
 *
 * <pre>
 *   ExportTraceServiceRequest
 *     ResourceSpans …       its Resource first, wherever it is:      sink.resource
 *       ScopeSpans …          its InstrumentationScope first:        sink.scope, if wanted
 *         Span …            sink.span
 * </pre>
 *
 * <p>The decoder checks every length against the end of the enclosing message, and merges repeated
 * parts of a message as protobuf does. It skips unread fields (links, unknown fields, scopes,
 * attributes and events that the sink does not ask for) by their length without parsing them.
 *
 * <p>If a request is malformed, the sink has already received everything before the error: it must
 * be able to discard that. One thread at a time; reusable for any number of requests.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto">opentelemetry-proto 1.11</a>
 */
public final class OtlpTraceDecoder {
  // collector/trace/v1/trace_service.proto, message ExportTraceServiceRequest
  private static final int REQUEST_RESOURCE_SPANS = 1 << 3 | LENGTH_DELIMITED;
  private static final long REQUEST_KNOWN = 1 << 1;

  // trace/v1/trace.proto, message ResourceSpans
  private static final int RESOURCE_SPANS_RESOURCE = 1 << 3 | LENGTH_DELIMITED;
  private static final int RESOURCE_SPANS_SCOPE_SPANS = 2 << 3 | LENGTH_DELIMITED;
  private static final long RESOURCE_SPANS_KNOWN = 1 << 1 | 1 << 2;

  // resource/v1/resource.proto, message Resource
  private static final int RESOURCE_ATTRIBUTES = 1 << 3 | LENGTH_DELIMITED;
  private static final long RESOURCE_KNOWN = 1 << 1;

  // trace/v1/trace.proto, message ScopeSpans
  private static final int SCOPE_SPANS_SCOPE = 1 << 3 | LENGTH_DELIMITED;
  private static final int SCOPE_SPANS_SPANS = 2 << 3 | LENGTH_DELIMITED;
  private static final long SCOPE_SPANS_KNOWN = 1 << 2;
  private static final long FIND_SCOPE_KNOWN = 1 << 1;

  // common/v1/common.proto, message InstrumentationScope
  private static final int SCOPE_NAME = 1 << 3 | LENGTH_DELIMITED;
  private static final int SCOPE_VERSION = 2 << 3 | LENGTH_DELIMITED;
  private static final long SCOPE_KNOWN = 1 << 1 | 1 << 2;

  // trace/v1/trace.proto, message Span
  private static final int SPAN_TRACE_ID = 1 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_SPAN_ID = 2 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_TRACE_STATE = 3 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_PARENT_SPAN_ID = 4 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_NAME = 5 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_KIND = 6 << 3 | VARINT;
  private static final int SPAN_START_TIME_UNIX_NANO = 7 << 3 | FIXED64;
  private static final int SPAN_END_TIME_UNIX_NANO = 8 << 3 | FIXED64;
  private static final int SPAN_ATTRIBUTES = 9 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_EVENTS = 11 << 3 | LENGTH_DELIMITED;
  private static final int SPAN_STATUS = 15 << 3 | LENGTH_DELIMITED;
  private static final long SPAN_KNOWN = 0b1111_1110 | 1 << 8 | 1 << 9 | 1 << 11 | 1 << 15;

  // trace/v1/trace.proto, message Status
  private static final int STATUS_CODE = 3 << 3 | VARINT;
  private static final long STATUS_KNOWN = 1 << 3;

  private final ProtoReader reader = new ProtoReader();
  private final OtlpAttributes resourceAttributes = new OtlpAttributes();
  private final OtlpScope scope = new OtlpScope();
  private final OtlpSpan span = new OtlpSpan();
  private int origin;

  /**
   * Decodes a request and passes its spans to the sink.
   *
   * @param bytes holds the request at {@code offset}; must not change during the call
   * @throws MalformedOtlpException if it is not one; positions count from {@code offset}
   */
  public void decode(byte[] bytes, int offset, int length, SpanSink sink)
      throws MalformedOtlpException {
    origin = offset;
    reader.reset(bytes, offset, length, origin);
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == REQUEST_RESOURCE_SPANS) {
        int parentEnd = reader.enter();
        resourceSpans(sink);
        reader.leave(parentEnd);
      } else {
        reader.skip(tag, REQUEST_KNOWN);
      }
    }
    sink.end();
  }

  private void resourceSpans(SpanSink sink) throws MalformedOtlpException {
    int begin = reader.position();
    findResource();
    sink.resource(resourceAttributes);
    reader.rewind(begin);
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == RESOURCE_SPANS_SCOPE_SPANS) {
        int parentEnd = reader.enter();
        scopeSpans(sink);
        reader.leave(parentEnd);
      } else {
        reader.skip(tag, 0);
      }
    }
  }

  /** Finds the resource, which may come after its spans, or twice. */
  private void findResource() throws MalformedOtlpException {
    resourceAttributes.clear(reader.bytes(), origin);
    while (reader.hasMore()) {
      int tag = reader.readTag();
      switch (tag) {
        case RESOURCE_SPANS_RESOURCE -> {
          int parentEnd = reader.enter();
          resource();
          reader.leave(parentEnd);
        }
        case RESOURCE_SPANS_SCOPE_SPANS -> reader.skipLengthDelimited();
        default -> reader.skip(tag, RESOURCE_SPANS_KNOWN);
      }
    }
  }

  private void resource() throws MalformedOtlpException {
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == RESOURCE_ATTRIBUTES) {
        attribute(resourceAttributes);
      } else {
        reader.skip(tag, RESOURCE_KNOWN);
      }
    }
  }

  private void attribute(OtlpAttributes attributes) throws MalformedOtlpException {
    int length = reader.readLength();
    attributes.add(reader.position(), length);
    reader.rewind(reader.position() + length);
  }

  private void event() throws MalformedOtlpException {
    int length = reader.readLength();
    span.events.add(reader.position(), length);
    reader.rewind(reader.position() + length);
  }

  private void scopeSpans(SpanSink sink) throws MalformedOtlpException {
    if (sink.wantsScopes()) {
      int begin = reader.position();
      findScope();
      sink.scope(scope);
      reader.rewind(begin);
    }
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == SCOPE_SPANS_SPANS) {
        int parentEnd = reader.enter();
        span();
        reader.leave(parentEnd);
        sink.span(span);
      } else {
        reader.skip(tag, SCOPE_SPANS_KNOWN);
      }
    }
  }

  /** Finds the scope, which may come after its spans, or twice. */
  private void findScope() throws MalformedOtlpException {
    scope.clear();
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == SCOPE_SPANS_SCOPE) {
        int parentEnd = reader.enter();
        scope();
        reader.leave(parentEnd);
      } else {
        reader.skip(tag, FIND_SCOPE_KNOWN);
      }
    }
  }

  private void scope() throws MalformedOtlpException {
    while (reader.hasMore()) {
      int tag = reader.readTag();
      switch (tag) {
        case SCOPE_NAME -> reader.readSlice(scope.name);
        case SCOPE_VERSION -> reader.readSlice(scope.version);
        default -> reader.skip(tag, SCOPE_KNOWN);
      }
    }
  }

  private void span() throws MalformedOtlpException {
    span.clear(reader.bytes(), origin);
    while (reader.hasMore()) {
      int tag = reader.readTag();
      switch (tag) {
        case SPAN_TRACE_ID -> reader.readSlice(span.traceId);
        case SPAN_SPAN_ID -> reader.readSlice(span.spanId);
        case SPAN_PARENT_SPAN_ID -> reader.readSlice(span.parentSpanId);
        case SPAN_TRACE_STATE -> reader.readSlice(span.traceState);
        case SPAN_NAME -> reader.readSlice(span.name);
        case SPAN_KIND -> span.kind = (int) reader.readVarint();
        case SPAN_START_TIME_UNIX_NANO -> span.startEpochNanos = reader.readFixed64();
        case SPAN_END_TIME_UNIX_NANO -> span.endEpochNanos = reader.readFixed64();
        case SPAN_ATTRIBUTES -> attribute(span.attributes);
        case SPAN_EVENTS -> event();
        case SPAN_STATUS -> {
          int parentEnd = reader.enter();
          status();
          reader.leave(parentEnd);
        }
        default -> reader.skip(tag, SPAN_KNOWN);
      }
    }
  }

  private void status() throws MalformedOtlpException {
    while (reader.hasMore()) {
      int tag = reader.readTag();
      if (tag == STATUS_CODE) {
        span.statusCode = (int) reader.readVarint();
      } else {
        reader.skip(tag, STATUS_KNOWN);
      }
    }
  }
}
