// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells against the histogram whose layout they follow, with four times as fine an HdrHistogram. */
class HdrHistogramRandomTest {
  private static final int OBSERVATIONS = 20_000;
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 10_000_000, 5_000_000_000L);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void percentiles_agreeWithinABin(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Histogram oracle = new Histogram(Long.MAX_VALUE / 2, 3);
    Increment increment = new Increment();
    for (int i = 0; i < OBSERVATIONS; i++) {
      long nanos = (long) (1e3 * Math.pow(3.6e9, random.nextDouble()));
      oracle.recordValue(nanos);
      increment.record(LAYOUT.cellOf(nanos), Weight.ONE, nanos);
    }

    for (int percent = 1; percent <= 100; percent++) {
      long truth = oracle.getValueAtPercentile(percent);
      long upper = LAYOUT.upperNanos(cellOfRank(increment, OBSERVATIONS / 100 * percent));
      assertThat(upper)
          .as("percentile %s, seed %s", percent, seed)
          .isBetween((long) (truth * 0.99), (long) (truth * 1.01) + 1);
    }
  }

  private static int cellOfRank(Increment increment, long rank) {
    long seen = 0;
    for (int i = 0; i < increment.cellCount(); i++) {
      seen += increment.count(i);
      if (seen >= rank * Weight.ONE) {
        return increment.cell(i);
      }
    }
    throw new IllegalStateException("rank " + rank + " of " + seen / Weight.ONE);
  }
}
