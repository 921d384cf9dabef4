// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.TestSpans.request;
import static io.redstart.ingest.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class OtlpTraceDecoderTest {
  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();
  private final DecodedSpan.Collector spans = new DecodedSpan.Collector(AnyValue.getDescriptor());

  @Test
  void decode_takesAnEmptyRequest() throws Exception {
    decode("");

    assertThat(spans.spans).isEmpty();
  }

  @Test
  void decode_tellsWhichLengthExceedsWhatIsLeft() {
    // A request of 4 bytes, whose resource_spans claims 9.
    assertMalformed("0a 09 00 00", "malformed: length 9 exceeds 2 bytes left at byte 1");
  }

  @Test
  void decode_checksALengthAgainstTheMessageAroundIt() {
    // scope_spans of 3 bytes in a resource_spans of 2; the request goes on.
    assertMalformed("0a 02 12 03 0a 00 00", "malformed: length 3 exceeds 0 bytes left at byte 3");
  }

  @Test
  void decode_tellsAFieldNumberZero() {
    assertMalformed("00 00", "malformed: field number 0 at byte 0");
  }

  @Test
  void decode_tellsAWrongWireType() {
    assertMalformed("08 01", "malformed: wire type 0 of field 1 at byte 1");
  }

  @Test
  void decode_tellsAGroup() {
    assertMalformed("13 14", "malformed: wire type 3 of field 2 at byte 1");
  }

  @Test
  void decode_tellsAVarintThatIsTooLong() {
    assertMalformed(
        "10 ff ff ff ff ff ff ff ff ff ff 01", "malformed: varint of more than 10 bytes at byte 1");
  }

  @Test
  void decode_tellsAVarintThatIsCutOff() {
    assertMalformed("10 ff", "malformed: varint is cut off at byte 1");
  }

  @Test
  void decode_tellsALengthBeyondAllBounds() {
    assertMalformed(
        "0a ff ff ff ff ff ff ff ff ff 01",
        "malformed: length 18446744073709551615 exceeds 0 bytes left at byte 1");
  }

  @Test
  void decode_stepsOverUnknownFields() throws Exception {
    // 18: varint, 21: fixed64, 1a: bytes, 25: fixed32
    decode("18 01 21 0102030405060708 1a 01 ff 25 01020304");

    assertThat(spans.spans).isEmpty();
  }

  @Test
  void decode_letsGoOfTheRoomForManyEvents() {
    int events = 1 << 18;
    Span.Builder many = Span.newBuilder();
    for (int i = 0; i < events; i++) {
      many.addEvents(Span.Event.getDefaultInstance());
    }
    byte[] large = request(Resource.getDefaultInstance(), many.build()).toByteArray();
    byte[] small = request(Resource.getDefaultInstance(), span("a", 1).build()).toByteArray();
    decode(large);
    decode(small);

    // What a decoder has let go of it has to allocate again.
    assertThat(AllocatedBytes.allocatedBy(() -> decode(large)))
        .isGreaterThan(2L * Integer.BYTES * events);
  }

  private void decode(byte[] bytes) {
    try {
      decoder.decode(bytes, 0, bytes.length, new SpanSink() {
        @Override
        public void resource(OtlpAttributes attributes) {
          // Not asked for.
        }

        @Override
        public void span(OtlpSpan span) {
          // Not asked for.
        }
      });
    } catch (MalformedOtlpException e) {
      throw new AssertionError(e);
    }
  }

  private void assertMalformed(String hex, String message) {
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(MalformedOtlpException.class)
        .hasMessage(message);
  }

  private void decode(String hex) throws MalformedOtlpException {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    decoder.decode(bytes, 0, bytes.length, spans);
  }
}
