// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WeightRandomTest {
  private static final long WEIGHT_MAX = 1L << 46;
  private static final BigInteger HALF = BigInteger.valueOf(Weight.ONE / 2);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static long naive(long nanos, long weight) {
    BigInteger product = BigInteger.valueOf(nanos).multiply(BigInteger.valueOf(weight));
    return product.add(HALF).shiftRight(16).min(MAX).longValueExact();
  }

  @Test
  void times_agreesWithBigInteger() {
    for (long seed = 0; seed < 100_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long nanos = random.nextLong() >>> random.nextInt(1, 64);
      long weight = random.nextLong(WEIGHT_MAX + 1) >>> random.nextInt(47);
      assertThat(Weight.times(nanos, weight))
          .as("seed %d: %d ns times %d", seed, nanos, weight)
          .isEqualTo(naive(nanos, weight));
    }
  }

  @Test
  void times_agreesWithBigIntegerAtTheEdges() {
    long[] nanos = {0, 1, 2, Long.MAX_VALUE >>> 16, Long.MAX_VALUE >>> 1, Long.MAX_VALUE};
    long[] weights = {0, 1, Weight.ONE / 2, Weight.ONE - 1, Weight.ONE, Weight.ONE + 1, WEIGHT_MAX};
    for (long one : nanos) {
      for (long weight : weights) {
        assertThat(Weight.times(one, weight))
            .as("%d ns times %d", one, weight)
            .isEqualTo(naive(one, weight));
      }
    }
  }

  @Test
  void add_agreesWithBigInteger() {
    BigInteger max = BigInteger.valueOf(Weight.MAX);
    for (long seed = 0; seed < 100_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long left = random.nextLong(Weight.MAX) >>> random.nextInt(3);
      long right = random.nextLong(Weight.MAX) >>> random.nextInt(3);
      assertThat(Weight.add(left, right))
          .as("seed %d: %d + %d", seed, left, right)
          .isEqualTo(
              BigInteger.valueOf(left).add(BigInteger.valueOf(right)).min(max).longValueExact());
    }
    assertThat(Weight.add(Weight.MAX, Weight.MAX)).isEqualTo(Weight.MAX);
    assertThat(Weight.add(Weight.MAX - 1, 1)).isEqualTo(Weight.MAX);
  }

  @Test
  void toDouble_ofOneSpan_isOne() {
    assertThat(Weight.toDouble(Weight.ONE)).isEqualTo(1.0);
    assertThat(Weight.toDouble(5 * Weight.ONE / 2)).isEqualTo(2.5);
  }
}
