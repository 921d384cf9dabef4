// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.limit.MemoryBudget;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnappyBlockTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int MAX_BYTES = 1 << 20;
  private static final QueryLimits LIMITS = QueryLimits.unlimited();

  private static byte[] decode(byte[] block) {
    return SnappyBlock.decode(block, MAX_BYTES, LIMITS);
  }

  private static byte[] encode(byte[] content, SplittableRandom random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SnappyBlock.Output block = new SnappyBlock.Output(content.length, out)) {
      for (int at = 0; at < content.length; ) {
        int part = Math.min(content.length - at, random.nextInt(100_000));
        block.write(content, at, part);
        at += part;
      }
    }
    return out.toByteArray();
  }

  /** Returns bytes that compress to some degree. */
  private static byte[] content(SplittableRandom random) {
    byte[] content =
        new byte[random.nextInt(8) == 0 ? random.nextInt(20) : random.nextInt(200_000)];
    int values = 1 + random.nextInt(256);
    int repeated = 1 + random.nextInt(1_000);
    for (int i = 0; i < content.length; i++) {
      boolean repeats = i >= repeated && random.nextInt(20) > 0;
      content[i] = repeats ? content[i - repeated] : (byte) random.nextInt(values);
    }
    return content;
  }

  @Test
  void output_isReadByOthers() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 100; i++) {
      byte[] content = content(random);
      byte[] block = encode(content, random);
      assertThat(PlainSnappy.decode(block)).as("seed %d", SEED).isEqualTo(content);
      assertThat(decode(block)).as("seed %d", SEED).isEqualTo(content);
      assertThat(decode(PlainSnappy.encode(content))).as("seed %d", SEED).isEqualTo(content);
    }
  }

  @Test
  void output_compresses() throws IOException {
    assertThat(encode(new byte[100_000], new SplittableRandom(1)).length).isLessThan(6_000);
  }

  @Test
  void output_ofAnotherLengthFails() throws IOException {
    SnappyBlock.Output block = new SnappyBlock.Output(3, new ByteArrayOutputStream());
    block.write(1);
    assertThatThrownBy(block::close).hasMessage("2 bytes are missing from a snappy block");
  }

  @ParameterizedTest
  @CsvSource({
    "'', no length",
    "'ffffffffff', no length",
    "'80', no length",
    "'0308', 0 of 3 bytes",
    "'03086162', of 3 bytes",
    "'02086162', 0 of 2 bytes",
    "'0208616263', malformed snappy block",
    "'040c616263640c61', malformed snappy block",
    "'0500610d05', malformed snappy block",
    "'000061', malformed snappy block",
    "'808040', with 1048576 bytes",
    "'ffffffff0f', snappy block with 4294967295 bytes",
  })
  void decode_refusesWhatIsMalformedOrLarge(String hex, String message) {
    byte[] block = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> SnappyBlock.decode(block, MAX_BYTES - 1, LIMITS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void decode_ofRandomBytesNeverFailsOtherwise() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] block = new byte[random.nextInt(40)];
      random.nextBytes(block);
      if (block.length > 0) {
        block[0] &= 0x3f;
      }
      try {
        decode(block);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d", SEED).hasMessageContaining("snappy");
      }
    }
  }

  @Test
  void decode_holdsItsContent() {
    QueryLimits limits = QueryLimits.of(1, new MemoryBudget("queries", 100_000).lease());
    byte[] block = {(byte) 0x80, (byte) 0x80, 0x10};
    assertThatThrownBy(() -> SnappyBlock.decode(block, MAX_BYTES, limits))
        .isInstanceOf(PromqlException.class);
  }
}
