// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.CharacterCodingException;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes: what protobuf reads, in bounded memory, or refused as malformed. */
class OtlpTraceDecoderFuzzTest {
  /** An attribute of two bytes is an entry of 8, in arrays that double. */
  private static final int ALLOCATED_PER_BYTE_MAX = 16;

  private final DecoderComparison comparison = new DecoderComparison();
  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();

  static Stream<byte[]> requests() {
    return LongStream.range(0, 100)
        .mapToObj(seed -> new RandomTraces(new SplittableRandom(seed)).next().toByteArray());
  }

  @Timeout(10)
  @MethodSource("requests")
  @FuzzTest
  void decode(byte[] bytes) {
    comparison.compare(bytes, "input");
    AllocatedBytes.assertAtMost(
        ALLOCATED_PER_BYTE_MAX * (long) bytes.length, () -> decode(bytes, new BlindSink()));
    decode(bytes, new TextSink());
  }

  private void decode(byte[] bytes, SpanSink sink) {
    try {
      decoder.decode(bytes, 0, bytes.length, sink);
      assertThat(UnrecognizedField.in(bytes, bytes.length)).matches("(field \\d+ of [A-Za-z]+)?");
    } catch (MalformedOtlpException e) {
      assertThat(e).hasMessageMatching("malformed: .* at byte \\d+");
    }
  }

  /** Asks for nothing. */
  private static final class BlindSink implements SpanSink {
    @Override
    public void resource(OtlpAttributes attributes) {
      // Not asked for.
    }

    @Override
    public void span(OtlpSpan span) {
      // Not asked for.
    }
  }

  /** Asks for every attribute as a label. */
  private static final class TextSink implements SpanSink {
    @Override
    public void resource(OtlpAttributes attributes) throws MalformedOtlpException {
      readAll(attributes);
    }

    @Override
    public void span(OtlpSpan span) throws MalformedOtlpException {
      readAll(span.attributes());
    }

    private static void readAll(OtlpAttributes attributes) throws MalformedOtlpException {
      ByteSlice key = new ByteSlice();
      ByteSlice value = new ByteSlice();
      for (int i = 0; i < attributes.size(); i++) {
        attributes.read(i, key, value);
        try {
          assertThat(AnyValueText.of(value)).isNotNull();
        } catch (CharacterCodingException e) {
          // A span with such a label is rejected on its own.
        }
      }
    }
  }
}
