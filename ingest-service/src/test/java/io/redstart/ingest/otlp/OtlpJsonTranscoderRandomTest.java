// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.vertx.core.json.Json;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Compares with protobuf's own JSON, in which ids are rewritten as OTLP has them. */
class OtlpJsonTranscoderRandomTest {
  /** {@code -Dredstart.random.messages=10000000} for a long run. */
  private static final long MESSAGES = Long.getLong("redstart.random.messages", 1_000);

  private final OtlpJsonTranscoder transcoder = new OtlpJsonTranscoder();

  @Test
  void transcode_restoresWhatProtobufPrints() throws Exception {
    for (long seed = 0; seed < MESSAGES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ExportTraceServiceRequest request = new RandomTraces(random).next();
      byte[] json = OtlpJson.print(request, random).getBytes(UTF_8);
      transcoder.transcode(json, json.length);

      assertThat(parse()).as("seed %s", seed).isEqualTo(request);
    }
  }

  @Test
  void transcode_ofMutations_failsOrWritesARequest() throws Exception {
    int failed = 0;
    int passed = 0;
    for (long seed = 0; seed < 3 * MESSAGES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] json = OtlpJson.print(new RandomTraces(random).next(), random).getBytes(UTF_8);
      json[random.nextInt(json.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        transcoder.transcode(json, json.length);
        assertThat(OtlpJson.lenient(transcoder)).as("seed %s", seed).isNotNull();
        passed++;
      } catch (MalformedOtlpException e) {
        assertThat(e)
            .as("seed %s", seed)
            .hasMessageMatching("(?s)malformed: .* at line \\d+, column \\d+");
        failed++;
      }
    }
    assertThat(failed).isGreaterThan(300);
    assertThat(passed).isGreaterThan(300);
  }

  @Test
  void transcode_readsStringsAsJacksonDoes() throws Exception {
    String[] parts = {"a", "é", "数", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\uD83D\\uDE00"
    };
    for (long seed = 0; seed < MESSAGES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder name = new StringBuilder("\"");
      for (int i = random.nextInt(12); i > 0; i--) {
        name.append(parts[random.nextInt(parts.length)]);
      }
      name.append('"');
      byte[] json = "{\"resourceSpans\":[{\"schemaUrl\":%s}]}".formatted(name).getBytes(UTF_8);
      transcoder.transcode(json, json.length);

      assertThat(parse().getResourceSpans(0).getSchemaUrl())
          .as("seed %s", seed)
          .isEqualTo(Json.decodeValue(name.toString()));
    }
  }

  private ExportTraceServiceRequest parse() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(
        ByteString.copyFrom(transcoder.bytes(), 0, transcoder.length()));
  }
}
