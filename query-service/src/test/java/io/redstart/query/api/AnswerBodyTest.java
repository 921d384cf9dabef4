// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerBodyTest {
  @Test
  void chunks_holdWhatWasWritten() {
    SplittableRandom random = new SplittableRandom(1);
    AnswerBody body = new AnswerBody();
    Buffer expected = Buffer.buffer();
    while (expected.length() < 5 * AnswerBody.CHUNK_BYTES) {
      byte[] bytes = new byte[random.nextInt(10_000)];
      random.nextBytes(bytes);
      body.write(bytes, 0, bytes.length);
      body.write(7);
      expected.appendBytes(bytes).appendByte((byte) 7);
    }

    List<Buffer> chunks = body.chunks();

    assertThat(chunks.subList(0, chunks.size() - 1))
        .allSatisfy(chunk -> assertThat(chunk.length()).isEqualTo(AnswerBody.CHUNK_BYTES));
    Buffer all = Buffer.buffer();
    chunks.forEach(all::appendBuffer);
    assertThat(all).isEqualTo(expected);
  }

  @Test
  void chunks_ofNothingAreNone() {
    assertThat(new AnswerBody().chunks()).isEmpty();
  }
}
