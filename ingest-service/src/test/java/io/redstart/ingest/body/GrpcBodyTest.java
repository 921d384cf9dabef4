// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.TestMemory;
import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

public class GrpcBodyTest {
  private static final int MESSAGE_MAX_BYTES = 3 << 20;

  private final ArrayPool pool = new ArrayPool(TestMemory.bodies(16 << 20));

  @Test
  void take_gathersAMessageHoweverItIsCut() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] message = new byte[random.nextInt(10) == 0 ? 2 << 20 : random.nextInt(100_000)];
      random.nextBytes(message);
      Buffer bytes = frame(0, message);
      GrpcBody body = new GrpcBody(pool, null, MESSAGE_MAX_BYTES);
      int at = 0;
      while (at < bytes.length()) {
        int next = Math.min(bytes.length(), at + 1 + random.nextInt(at < 10 ? 3 : 70_000));
        assertThat(body.take(bytes.slice(at, next))).as("seed %s", seed).isNull();
        at = next;
      }

      assertThat(body.end()).isNull();
      assertThat(Arrays.copyOf(body.array(), body.length())).as("seed %s", seed).isEqualTo(message);
      assertThat(body.encoding()).isEqualTo("identity");
      body.release();
      assertThat(pool.takenBytes()).isZero();
    }
  }

  @Test
  void take_refusesAMessageBeforeItHasArrived() {
    GrpcBody body = new GrpcBody(pool, null, 10);

    assertThat(body.take(Buffer.buffer(new byte[] {0, 0, 0, 0, 11})))
        .isEqualTo(ExportAnswer.of(ExportAnswer.Kind.TOO_LARGE, "message of 11 bytes, at most 10"));
    assertThat(pool.takenBytes()).isZero();
  }

  @Test
  void take_refusesACompressedMessageWithoutEncoding() {
    assertThat(new GrpcBody(pool, null, 10).take(frame(1, new byte[3])))
        .isEqualTo(ExportAnswer.of(
            ExportAnswer.Kind.MALFORMED, "compressed message without grpc-encoding"));
  }

  @Test
  void take_refusesASecondMessage() {
    Buffer two = frame(0, new byte[3]).appendBuffer(frame(0, new byte[3]));

    assertThat(new GrpcBody(pool, null, 10).take(two))
        .isEqualTo(
            ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "more than one message in a unary call"));
  }

  @Test
  void take_refusesWhenThePoolIsEmpty() {
    ArrayPool few = new ArrayPool(TestMemory.bodies(1 << 14));
    few.take(1);
    GrpcBody body = new GrpcBody(few, null, MESSAGE_MAX_BYTES);

    ExportAnswer answer = body.take(frame(0, new byte[3]));

    assertThat(answer.kind()).isEqualTo(ExportAnswer.Kind.REFUSED);
    assertThat(answer.retryAfterMillis()).isPositive();
  }

  @Test
  void end_tellsAMessageThatIsMissingOrCutOff() {
    GrpcBody cut = new GrpcBody(pool, null, 10);
    cut.take(frame(0, new byte[9]).slice(0, 8));

    assertThat(new GrpcBody(pool, null, 10).end())
        .isEqualTo(ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "no message"));
    assertThat(cut.end())
        .isEqualTo(
            ExportAnswer.of(ExportAnswer.Kind.MALFORMED, "message is cut off: 3 of 9 bytes"));
  }

  @Test
  void encoding_isTheCallsOnlyIfTheMessageIsCompressed() {
    GrpcBody compressed = new GrpcBody(pool, "gzip", 10);
    GrpcBody plain = new GrpcBody(pool, "gzip", 10);
    compressed.take(frame(1, new byte[1]));
    plain.take(frame(0, new byte[1]));

    assertThat(compressed.encoding()).isEqualTo("gzip");
    assertThat(plain.encoding()).isEqualTo("identity");
  }

  public static Buffer frame(int compressed, byte[] message) {
    return Buffer.buffer()
        .appendByte((byte) compressed)
        .appendInt(message.length)
        .appendBytes(message);
  }
}
