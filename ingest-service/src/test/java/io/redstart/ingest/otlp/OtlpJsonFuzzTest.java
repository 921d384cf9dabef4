// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes: the request that protobuf's own JSON reads, or refused as malformed. */
class OtlpJsonFuzzTest {
  private static final int ALLOCATED_PER_BYTE_MAX = 64;

  private final OtlpJsonTranscoder transcoder = new OtlpJsonTranscoder();

  static Stream<byte[]> requests() {
    return LongStream.range(0, 100).mapToObj(seed -> {
      SplittableRandom random = new SplittableRandom(seed);
      return OtlpJson.print(new RandomTraces(random).next(), random).getBytes(UTF_8);
    });
  }

  @Timeout(10)
  @MethodSource("requests")
  @FuzzTest
  void transcode(byte[] json) throws Exception {
    boolean[] taken = new boolean[1];
    AllocatedBytes.assertAtMost(
        ALLOCATED_PER_BYTE_MAX * (long) json.length, () -> taken[0] = taken(json));
    if (!taken[0]) {
      return;
    }
    assertThat(transcoder.length()).isLessThanOrEqualTo(2 * json.length);
    assertThat(OtlpJson.lenient(transcoder)).isNotNull();
    if (!isUtf8(json)) {
      return; // Generated classes refuse such strings.
    }
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(
        ByteString.copyFrom(transcoder.bytes(), 0, transcoder.length()));
    String text = new String(json, UTF_8);
    if (!OtlpJson.isComparable(text)) {
      return;
    }
    try {
      assertThat(request).isEqualTo(OtlpJson.parse(text));
    } catch (InvalidProtocolBufferException e) {
      assertThat(e).hasMessageMatching(OtlpJson.STRICTER);
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    return Arrays.equals(bytes, new String(bytes, UTF_8).getBytes(UTF_8));
  }

  private boolean taken(byte[] json) {
    try {
      transcoder.transcode(json, json.length);
      return true;
    } catch (MalformedOtlpException e) {
      assertThat(e).hasMessageMatching("(?s)malformed: .* at line \\d+, column \\d+");
      return false;
    }
  }
}
