// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvenSharesTest {
  private static final long SEED = System.nanoTime();

  private final EvenShares shares = new EvenShares();

  private static Increment whole(long calls, long sumHigh, long sumLow) {
    Increment whole = new Increment();
    whole.addCalls(calls);
    whole.addSum(sumHigh, sumLow);
    whole.addCell(7, calls);
    return whole;
  }

  private static BigInteger sum(Increment of) {
    return new BigInteger(Long.toUnsignedString(of.sumHigh()))
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(of.sumLow())));
  }

  @Test
  void share_ofAMinute_isATwelfth() {
    Increment minute = whole(120 * Weight.ONE, 0, 2_400);
    for (int i = 0; i < 12; i++) {
      Increment share = shares.share(minute, i, 12);
      assertThat(share.calls()).isEqualTo(10 * Weight.ONE);
      assertThat(share.sumLow()).isEqualTo(200);
      assertThat(share.count(0)).isEqualTo(10 * Weight.ONE);
    }
  }

  @Test
  void share_withoutAUnitOfACell_leavesTheCellOut() {
    Increment one = whole(1, 0, 1);
    assertThat(shares.share(one, 0, 2).isEmpty()).isTrue();
    assertThat(shares.share(one, 1, 2).cellCount()).isEqualTo(1);
  }

  @Test
  void shares_followTheLineAndAddUpToTheLastUnit() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 2_000; run++) {
      int count = 1 + random.nextInt(run % 2 == 0 ? 20 : 20_000);
      long calls = Math.min(Weight.MAX, random.nextLong(Long.MAX_VALUE) >> random.nextInt(63));
      Increment whole = whole(calls, random.nextLong() >>> random.nextInt(64), random.nextLong());
      int index = random.nextInt(count);
      Increment until = new Increment();
      for (int i = 0; i <= index; i++) {
        until.add(shares.share(whole, i, count));
      }
      assertThat(BigInteger.valueOf(until.calls()))
          .as("seed %d, run %d, share %d of %d", SEED, run, index, count)
          .isEqualTo(line(BigInteger.valueOf(calls), index, count));
      assertThat(sum(until))
          .as("seed %d, run %d, share %d of %d", SEED, run, index, count)
          .isEqualTo(line(sum(whole), index, count));
      assertThat(until.cellCount() == 0 ? 0 : until.count(0)).isEqualTo(until.calls());
    }
  }

  private static BigInteger line(BigInteger total, int index, int count) {
    return total.multiply(BigInteger.valueOf(index + 1L)).divide(BigInteger.valueOf(count));
  }
}
