// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.DecoderComparison.Verdict.BOTH_FAIL;
import static io.redstart.ingest.otlp.DecoderComparison.Verdict.ONLY_WE_FAIL;
import static io.redstart.ingest.otlp.DecoderComparison.Verdict.SAME_SPANS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.redstart.ingest.otlp.DecoderComparison.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OtlpTraceDecoderRandomTest {
  /** {@code -Dredstart.random.messages=10000000} for a long run. */
  private static final long MESSAGES = Long.getLong("redstart.random.messages", 1_000);

  private final DecoderComparison comparison = new DecoderComparison();

  @Test
  void decode_deliversWhatGeneratedClassesParse() throws Exception {
    for (long seed = 0; seed < MESSAGES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ExportTraceServiceRequest request = new RandomTraces(random).next();

      assertThat(comparison.decode(request.toByteArray(), AnyValue.getDescriptor()))
          .as("seed %s", seed)
          .isEqualTo(DecodedSpan.of(request));
    }
  }

  @Test
  void decode_deliversTheSameInAnyOrderAndInParts() throws Exception {
    for (long seed = 0; seed < MESSAGES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ByteString bytes = new WireScrambler(random)
          .scramble(
              ExportTraceServiceRequest.getDescriptor(),
              new RandomTraces(random).next().toByteString());

      assertThat(comparison.decode(bytes.toByteArray(), AnyValue.getDescriptor()))
          .as("seed %s", seed)
          .isEqualTo(DecodedSpan.of(ExportTraceServiceRequest.parseFrom(bytes)));
    }
  }

  @Test
  void decode_failsOnMutationsExactlyWhereProtobufDoes() {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (long seed = 0; seed < 10 * MESSAGES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = mutate(new RandomTraces(random).next().toByteArray(), random);
      verdicts.merge(comparison.compare(bytes, "seed " + seed), 1, Integer::sum);
    }
    assertThat(verdicts).containsOnlyKeys(SAME_SPANS, BOTH_FAIL, ONLY_WE_FAIL);
    assertThat(verdicts.values()).allMatch(count -> count > 30);
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
