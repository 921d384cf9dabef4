// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OtlpTraceDecoderRandomTest {
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
   * beyond 31 bits (which protobuf's Java parser cuts off).
   */
  private static final String STRICTER =
      "malformed: (wire type \\d of field \\d+|tag of more than 32 bits|length \\d{10,} exceeds"
          + " \\d+ bytes left) at byte \\d+";

  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();

  @Test
  void decode_deliversWhatGeneratedClassesParse() throws Exception {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ExportTraceServiceRequest request = new RandomTraces(random).next();

      assertThat(decode(request.toByteArray(), AnyValue.getDescriptor()))
          .as("seed %s", seed)
          .isEqualTo(DecodedSpan.of(request));
    }
  }

  @Test
  void decode_deliversTheSameInAnyOrderAndInParts() throws Exception {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ByteString bytes = new WireScrambler(random)
          .scramble(
              ExportTraceServiceRequest.getDescriptor(),
              new RandomTraces(random).next().toByteString());

      assertThat(decode(bytes.toByteArray(), AnyValue.getDescriptor()))
          .as("seed %s", seed)
          .isEqualTo(DecodedSpan.of(ExportTraceServiceRequest.parseFrom(bytes)));
    }
  }

  @Test
  void decode_failsOnMutationsExactlyWhereProtobufDoes() {
    int failed = 0;
    int stricter = 0;
    int passed = 0;
    for (long seed = 0; seed < 30_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = mutate(new RandomTraces(random).next().toByteArray(), random);
      List<DecodedSpan> expected = null;
      try {
        expected = DecodedSpan.of(DynamicMessage.parseFrom(REDUCED, bytes));
      } catch (InvalidProtocolBufferException e) {
        failed++;
      }
      try {
        List<DecodedSpan> spans = decode(bytes, REDUCED_ANY_VALUE);
        assertThat(spans).as("seed %s", seed).isEqualTo(expected);
        passed++;
      } catch (MalformedOtlpException e) {
        if (expected != null) {
          assertThat(e).as("seed %s", seed).hasMessageMatching(STRICTER);
          stricter++;
        }
      }
    }
    assertThat(List.of(failed, stricter, passed)).allMatch(count -> count > 100);
  }

  private List<DecodedSpan> decode(byte[] bytes, Descriptor anyValue)
      throws MalformedOtlpException {
    // Among other bytes, so that reading beyond the end would be noticed.
    byte[] within = new byte[bytes.length + 20];
    Arrays.fill(within, (byte) 0x0a);
    System.arraycopy(bytes, 0, within, 10, bytes.length);
    DecodedSpan.Collector collector = new DecodedSpan.Collector(anyValue);
    decoder.decode(within, 10, bytes.length, collector);
    return collector.spans;
  }

  private static byte[] mutate(byte[] bytes, SplittableRandom random) {
    if (bytes.length == 0) {
      return bytes;
    }
    byte[] mutated = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> mutated[at] = (byte) random.nextInt();
      case 2 -> mutated = Arrays.copyOf(bytes, at);
      default -> {
        mutated = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, mutated, at + 1, bytes.length - at);
        mutated[at] = (byte) random.nextInt();
      }
    }
    return mutated;
  }
}
