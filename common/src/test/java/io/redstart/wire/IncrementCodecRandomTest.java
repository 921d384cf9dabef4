// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.FineBins;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class IncrementCodecRandomTest {
  private static Increment random(SplittableRandom random) {
    Increment increment = new Increment();
    increment.addSum(random.nextLong() >> random.nextInt(64), random.nextLong());
    for (int i = random.nextInt(20); i > 0; i--) {
      long weight =
          random.nextBoolean() ? random.nextLong(1, 300) * Weight.ONE : random.nextLong(1L << 50);
      increment.record(random.nextInt(FineBins.COUNT), weight, random.nextLong(1L << 40));
    }
    return increment;
  }

  private static void assertSame(Increment actual, Increment expected, long seed) {
    assertThat(actual.calls()).as("calls, seed %d", seed).isEqualTo(expected.calls());
    assertThat(actual.sumHigh()).as("sum, seed %d", seed).isEqualTo(expected.sumHigh());
    assertThat(actual.sumLow()).as("sum, seed %d", seed).isEqualTo(expected.sumLow());
    assertThat(actual.cellCount()).as("cells, seed %d", seed).isEqualTo(expected.cellCount());
    for (int i = 0; i < expected.cellCount(); i++) {
      assertThat(actual.cell(i)).as("cell, seed %d", seed).isEqualTo(expected.cell(i));
      assertThat(actual.count(i)).as("count, seed %d", seed).isEqualTo(expected.count(i));
    }
  }

  private static Frame frame(Increment increment) {
    WireWriter out = new WireWriter();
    IncrementCodec.write(increment, out);
    return out.toFrame();
  }

  @Test
  void increments_roundTrip() {
    for (long seed = 0; seed < 2_000; seed++) {
      Increment increment = random(new SplittableRandom(seed));
      Increment read = new Increment();
      WireReader in = new WireReader(frame(increment));
      IncrementCodec.readInto(in, read);
      assertSame(read, increment, seed);
      assertThat(in.hasMore()).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void increments_cutShort_areMalformed() {
    for (long seed = 0; seed < 100; seed++) {
      Truncations.assertRefused(
          frame(random(new SplittableRandom(seed))),
          prefix -> IncrementCodec.readInto(new WireReader(prefix), new Increment()));
    }
  }

  @Test
  void readInto_addsToWhatIsThere() {
    Increment increment = random(new SplittableRandom(1));
    Increment expected = random(new SplittableRandom(2));
    Increment read = random(new SplittableRandom(2));
    expected.add(increment);
    IncrementCodec.readInto(new WireReader(frame(increment)), read);
    assertSame(read, expected, 1);
  }

  @Test
  void writeWithoutCells_keepsCallsAndSum() {
    Increment increment = random(new SplittableRandom(3));
    WireWriter out = new WireWriter();
    IncrementCodec.writeWithoutCells(increment, out);
    Increment read = new Increment();
    IncrementCodec.readInto(new WireReader(out.toFrame()), read);
    assertThat(read.calls()).isEqualTo(increment.calls());
    assertThat(read.sumNanos()).isEqualTo(increment.sumNanos());
    assertThat(read.cellCount()).isZero();
  }

  @Test
  void write_ofOneCall_takesOneByteForEachCount() {
    Increment increment = new Increment();
    increment.record(5, Weight.ONE, 100);
    // calls, sum low, sum high, number of cells, cell, its count
    assertThat(frame(increment).bytes()).containsExactly(1, 100, 0, 1, 5, 1);
  }

  @Test
  void readInto_ofACellThatNoLayoutHas_isMalformed() {
    WireWriter out = new WireWriter();
    out.writeVarint(0).writeVarint(0).writeVarint(0).writeVarint(2);
    out.writeVarint(8_000).writeVarint(1).writeVarint(8_000).writeVarint(1);
    assertThatThrownBy(
            () -> IncrementCodec.readInto(new WireReader(out.toFrame()), new Increment()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("cell 16000 does not exist");
  }
}
