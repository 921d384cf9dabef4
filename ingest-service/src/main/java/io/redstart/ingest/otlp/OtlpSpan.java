// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

/**
 * The parts of a span that RED metrics need: a flyweight over the request's bytes. Texts are as
 * sent, not checked to be UTF-8; enum numbers may be unknown to this version of OTLP.
 */
public final class OtlpSpan {
  /** The length of a span id in bytes. */
  public static final int SPAN_ID_BYTES = 8;

  private static final int TRACE_ID_BYTES = 16;
  private static final int STATUS_ERROR = 2;

  final ByteSlice traceId = new ByteSlice();
  final ByteSlice spanId = new ByteSlice();
  final ByteSlice parentSpanId = new ByteSlice();
  final ByteSlice name = new ByteSlice();
  final ByteSlice traceState = new ByteSlice();
  final OtlpAttributes attributes = new OtlpAttributes();
  final OtlpEvents events = new OtlpEvents();
  int kind;
  int statusCode;
  long startEpochNanos;
  long endEpochNanos;

  OtlpSpan() {}

  void clear(byte[] bytes, int origin) {
    traceId.clear();
    spanId.clear();
    parentSpanId.clear();
    name.clear();
    traceState.clear();
    attributes.clear(bytes, origin);
    events.clear(bytes, origin);
    kind = 0;
    statusCode = 0;
    startEpochNanos = 0;
    endEpochNanos = 0;
  }

  /** Returns the id of its trace as sent: 16 bytes, or something invalid. */
  public ByteSlice traceId() {
    return traceId;
  }

  /** Returns its own id as sent: 8 bytes, or something invalid. */
  public ByteSlice spanId() {
    return spanId;
  }

  /** Returns the id of its parent as sent; empty or zeros for a root. */
  public ByteSlice parentSpanId() {
    return parentSpanId;
  }

  /** Returns its name. */
  public ByteSlice name() {
    return name;
  }

  /** Returns its W3C tracestate. */
  public ByteSlice traceState() {
    return traceState;
  }

  /** Returns its own attributes, without those of its resource. */
  public OtlpAttributes attributes() {
    return attributes;
  }

  /** Returns its events. */
  public OtlpEvents events() {
    return events;
  }

  /** Returns the number of its {@code SpanKind}: 0 UNSPECIFIED … 5 CONSUMER. */
  public int kind() {
    return kind;
  }

  /** Returns the number of its {@code StatusCode}: 0 UNSET, 1 OK, 2 ERROR. */
  public int statusCode() {
    return statusCode;
  }

  /** Returns whether its status is ERROR. */
  public boolean isError() {
    return statusCode == STATUS_ERROR;
  }

  /** Returns whether its trace and span ids are valid: 16 and 8 bytes, neither all zero. */
  public boolean hasValidIds() {
    return traceId.length() == TRACE_ID_BYTES
        && (traceId.longAt(0) | traceId.longAt(Long.BYTES)) != 0
        && spanId.length() == SPAN_ID_BYTES
        && spanId.longAt(0) != 0;
  }

  /**
   * Returns whether it is unlikely to be a span: it has no times, and its trace id has a wrong
   * length. A metric in protobuf looks like this: its name and sums have the field numbers of
   * these.
   */
  public boolean isHardlyASpan() {
    return (startEpochNanos | endEpochNanos) == 0
        && traceId.length() != 0
        && traceId.length() != TRACE_ID_BYTES;
  }

  /** Returns its start: unsigned nanoseconds since the epoch. */
  public long startEpochNanos() {
    return startEpochNanos;
  }

  /** Returns its end: unsigned nanoseconds since the epoch. */
  public long endEpochNanos() {
    return endEpochNanos;
  }
}
