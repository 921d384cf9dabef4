// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a WireWriter writes, a WireReader reads. */
final class WireRandomTest {
  private static final int KINDS = 6;

  private static long number(SplittableRandom random) {
    return random.nextLong() >> random.nextInt(64);
  }

  private static void write(SplittableRandom random, WireWriter out) {
    switch (random.nextInt(KINDS)) {
      case 0 -> out.writeByte(random.nextInt(256));
      case 1 -> out.writeBoolean(random.nextBoolean());
      case 2 -> out.writeVarint(number(random));
      case 3 -> out.writeSigned(number(random));
      case 4 -> out.writeUuid(new UUID(random.nextLong(), random.nextLong()));
      case 5 -> out.writeString("é€\ud83d\ude00x".repeat(random.nextInt(30)));
      default -> throw new IllegalStateException();
    }
  }

  private static void read(SplittableRandom random, WireReader in, long seed) {
    String what = "seed " + seed + " before byte " + in.position();
    switch (random.nextInt(KINDS)) {
      case 0 -> assertThat(in.readByte()).as(what).isEqualTo(random.nextInt(256));
      case 1 -> assertThat(in.readBoolean()).as(what).isEqualTo(random.nextBoolean());
      case 2 -> assertThat(in.readVarint()).as(what).isEqualTo(number(random));
      case 3 -> assertThat(in.readSigned()).as(what).isEqualTo(number(random));
      case 4 ->
        assertThat(in.readUuid())
            .as(what)
            .isEqualTo(new UUID(random.nextLong(), random.nextLong()));
      case 5 ->
        assertThat(in.readString())
            .as(what)
            .isEqualTo("é€\ud83d\ude00x".repeat(random.nextInt(30)));
      default -> throw new IllegalStateException();
    }
  }

  @Test
  void reads_returnWhatWasWritten() {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom writing = new SplittableRandom(seed);
      int values = writing.nextInt(20);
      WireWriter out = new WireWriter(0);
      for (int i = 0; i < values; i++) {
        write(writing, out);
      }
      SplittableRandom reading = new SplittableRandom(seed);
      reading.nextInt(20);
      WireReader in = new WireReader(out.toFrame());
      for (int i = 0; i < values; i++) {
        read(reading, in, seed);
      }
      assertThat(in.hasMore()).as("seed %d", seed).isFalse();
    }
  }
}
