// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import java.util.SplittableRandom;

/** Rows of every shape: sparse and busy, whole and sampled, saturated, with gaps, empty. */
final class RandomRows {
  private static final long[] SAMPLED = {Weight.ONE, Weight.ONE / 3, 218_453, Weight.ONE * 10};
  private static final int SPREAD_MAX = 600;

  private final SplittableRandom random;

  RandomRows(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns up to 130 rows, of up to 500 spans each. */
  RowColumns next() {
    RowColumns rows = new RowColumns();
    int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(130);
    int spans = 1 + random.nextInt(1 << random.nextInt(10));
    int gapMax = random.nextBoolean() ? 1 : 1 + random.nextInt(50);
    int spread = 1 + random.nextInt(random.nextBoolean() ? SPREAD_MAX : 8);
    int median = random.nextInt(CellsCodec.CELLS_MAX - SPREAD_MAX);
    int weights = random.nextInt(4);
    int window = random.nextInt(1000);
    for (int i = 0; i < size; i++) {
      rows.add(window, row(random.nextInt(spans), median, spread, weights));
      window += 1 + random.nextInt(gapMax);
    }
    return rows;
  }

  private Increment row(int spans, int median, int spread, int weights) {
    Increment row = new Increment();
    for (int i = 0; i < spans; i++) {
      int cell = median + (random.nextInt(spread) + random.nextInt(spread)) / 2;
      row.record(cell, weight(weights), random.nextLong(1L << 40));
    }
    if (random.nextInt(20) == 0) {
      row.record(CellsCodec.CELLS_MAX - 1, weight(weights), Long.MAX_VALUE);
      row.addSum(random.nextLong(5), random.nextLong());
    }
    return row;
  }

  private long weight(int weights) {
    if (weights == 0) {
      return Weight.ONE;
    }
    if (weights == 1) {
      return SAMPLED[2];
    }
    if (weights == 2) {
      return SAMPLED[random.nextInt(SAMPLED.length)];
    }
    return random.nextInt(100) == 0 ? Weight.MAX : random.nextLong(1, 1L << 50);
  }

  /** Returns what was counted before some rows: calls and sum. */
  Increment nextBase() {
    Increment base = new Increment();
    if (random.nextBoolean()) {
      base.addCalls(random.nextBoolean() ? Weight.MAX : random.nextLong(1L << 40) * Weight.ONE);
      base.addSum(random.nextLong(3), random.nextLong());
    }
    return base;
  }
}
