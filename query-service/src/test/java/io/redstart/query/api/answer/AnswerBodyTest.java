// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerBodyTest {
  @Test
  void take_returnsWhatWasWritten() {
    SplittableRandom random = new SplittableRandom(1);
    AnswerBody body = new AnswerBody();
    Buffer expected = Buffer.buffer();
    Buffer taken = Buffer.buffer();
    while (expected.length() < 5 * AnswerBody.CHUNK_BYTES) {
      byte[] bytes = new byte[random.nextInt(10_000)];
      random.nextBytes(bytes);
      body.write(bytes, 0, bytes.length);
      body.write(7);
      expected.appendBytes(bytes).appendByte((byte) 7);
      if (body.isFull()) {
        taken.appendBuffer(body.take());
      }
    }

    assertThat(taken.appendBuffer(body.take())).isEqualTo(expected);
    assertThat(body.take().length()).isZero();
  }

  @Test
  void isFull_fromTheSizeOfAChunk() {
    AnswerBody body = new AnswerBody();
    body.write(new byte[AnswerBody.CHUNK_BYTES - 1], 0, AnswerBody.CHUNK_BYTES - 1);
    assertThat(body.isFull()).isFalse();
    body.write(1);
    assertThat(body.isFull()).isTrue();
  }
}
