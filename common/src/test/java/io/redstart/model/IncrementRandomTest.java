// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Increments against a sorted map and a BigInteger. */
final class IncrementRandomTest {
  private static final int SEEDS = 500;

  private static final class Naive {
    private final TreeMap<Integer, Long> cells = new TreeMap<>();
    private long calls;
    private BigInteger sum = BigInteger.ZERO;

    void record(int cell, long weight, long nanos) {
      cells.merge(cell, weight, Long::sum);
      calls += weight;
      sum = sum.add(BigInteger.valueOf(nanos));
    }
  }

  private static BigInteger sumOf(Increment increment) {
    BigInteger low = new BigInteger(Long.toUnsignedString(increment.sumLow()));
    return BigInteger.valueOf(increment.sumHigh()).shiftLeft(64).add(low);
  }

  private static void assertSame(Increment increment, Naive naive, long seed) {
    assertThat(increment.calls()).as("calls, seed %d", seed).isEqualTo(naive.calls);
    assertThat(sumOf(increment)).as("sum, seed %d", seed).isEqualTo(naive.sum);
    TreeMap<Integer, Long> cells = new TreeMap<>();
    int previous = -1;
    for (int i = 0; i < increment.cellCount(); i++) {
      assertThat(increment.cell(i)).as("order, seed %d", seed).isGreaterThan(previous);
      previous = increment.cell(i);
      cells.put(previous, increment.count(i));
    }
    cells.values().removeIf(count -> count == 0);
    assertThat(cells).as("cells, seed %d", seed).isEqualTo(naive.cells);
  }

  private static void record(SplittableRandom random, Increment increment, Naive naive) {
    int cell = random.nextInt(50);
    long weight = random.nextLong(1, 5 * Weight.ONE);
    long nanos = random.nextLong(Long.MAX_VALUE);
    increment.record(cell, weight, nanos);
    naive.record(cell, weight, nanos);
  }

  @Test
  void record_agreesWithAMap() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Increment increment = new Increment();
      Naive naive = new Naive();
      for (int i = random.nextInt(200); i > 0; i--) {
        record(random, increment, naive);
      }
      assertSame(increment, naive, seed);
    }
  }

  @Test
  void add_isAsIfRecordedInOne() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Increment total = new Increment();
      Naive naive = new Naive();
      Increment part = new Increment();
      for (int parts = random.nextInt(1, 10); parts > 0; parts--) {
        part.clear();
        for (int i = random.nextInt(20); i > 0; i--) {
          record(random, part, naive);
        }
        total.add(part);
      }
      assertSame(total, naive, seed);
    }
  }

  @Test
  void subtract_undoesAdd() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Increment increment = new Increment();
      Naive naive = new Naive();
      Increment other = new Increment();
      for (int i = random.nextInt(1, 50); i > 0; i--) {
        record(random, increment, naive);
        record(random, other, new Naive());
      }
      increment.add(other);
      increment.subtract(other);
      assertSame(increment, naive, seed);
    }
  }
}
