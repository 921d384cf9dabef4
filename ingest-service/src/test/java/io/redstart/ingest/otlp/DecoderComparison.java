// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;

/** Our decoder beside protobuf's own parser with {@link ReducedSchema}: they must agree. */
final class DecoderComparison {
  /** What both said of the same bytes. */
  enum Verdict {
    SAME_SPANS,
    BOTH_FAIL,
    ONLY_WE_FAIL,
    NOT_COMPARABLE
  }

  private static final Descriptor REDUCED = ReducedSchema.request();
  private static final Descriptor REDUCED_ANY_VALUE = REDUCED
      .findFieldByName("resource_spans")
      .getMessageType()
      .findFieldByName("resource")
      .getMessageType()
      .findFieldByName("attributes")
      .getMessageType()
      .findFieldByName("value")
      .getMessageType();

  /**
   * Where we are stricter: known fields of another wire type, groups, tags beyond 32 bits, lengths
   * beyond 31 bits (which protobuf's Java parser cuts off), varints whose tenth byte is not their
   * last (which it does not notice).
   */
  private static final String STRICTER =
      "malformed: (wire type \\d of field \\d+|tag of more than 32 bits|length \\d{10,} exceeds"
          + " \\d+ bytes left|varint of more than 10 bytes) at byte \\d+";

  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();

  /** Decodes a request that stands among other bytes, so that reading beyond its end shows. */
  List<DecodedSpan> decode(byte[] bytes, Descriptor anyValue) throws MalformedOtlpException {
    byte[] within = new byte[bytes.length + 20];
    Arrays.fill(within, (byte) 0x0a);
    System.arraycopy(bytes, 0, within, 10, bytes.length);
    DecodedSpan.Collector collector = new DecodedSpan.Collector(anyValue);
    decoder.decode(within, 10, bytes.length, collector);
    return collector.spans;
  }

  /** Compares, and fails where we take what protobuf refuses or read something else. */
  Verdict compare(byte[] bytes, String description) {
    List<DecodedSpan> expected = null;
    boolean tooDeep = false;
    try {
      expected = DecodedSpan.of(DynamicMessage.parseFrom(REDUCED, bytes));
    } catch (InvalidProtocolBufferException e) {
      // Protobuf counts levels from the request's, we from the attribute's value.
      tooDeep = String.valueOf(e.getMessage()).contains("too many levels of nesting");
    }
    try {
      List<DecodedSpan> spans = decode(bytes, REDUCED_ANY_VALUE);
      if (tooDeep) {
        return Verdict.NOT_COMPARABLE;
      }
      assertThat(spans).as(description).isEqualTo(expected);
      return Verdict.SAME_SPANS;
    } catch (MalformedOtlpException e) {
      if (expected == null) {
        return Verdict.BOTH_FAIL;
      }
      assertThat(e).as(description).hasMessageMatching(STRICTER);
      return Verdict.ONLY_WE_FAIL;
    }
  }
}
