// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Cells against their definition: the fine bin, and the first bound that is not exceeded. */
final class CellLayoutRandomTest {
  private static final int SEEDS = 100;
  private static final int DURATIONS = 500;

  @Test
  void cells_nameBinAndBucketOfEveryDuration() {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] bounds = bounds(random);
      CellLayout layout = CellLayout.of(bounds);
      for (int i = 0; i < DURATIONS; i++) {
        long nanos = bounds.length > 0 && random.nextBoolean()
            ? Math.max(0, bounds[random.nextInt(bounds.length)] + random.nextLong(-1, 2))
            : duration(random);
        check(layout, bounds, nanos, seed);
      }
    }
  }

  private static void check(CellLayout layout, long[] bounds, long nanos, long seed) {
    int bucket = 0;
    while (bucket < bounds.length && nanos > bounds[bucket]) {
      bucket++;
    }
    int cell = layout.cellOf(nanos);
    String what = layout + " seed " + seed + ", " + nanos + " ns";
    assertThat(cell).as(what).isBetween(0, layout.size() - 1);
    assertThat(layout.binOf(cell)).as(what).isEqualTo(FineBins.binOf(nanos));
    assertThat(layout.bucketOf(cell)).as(what).isEqualTo(bucket);
    assertThat(layout.lowerNanos(cell)).as(what).isLessThan(nanos);
    assertThat(layout.upperNanos(cell)).as(what).isGreaterThanOrEqualTo(nanos);
  }

  @Test
  void cells_ascendWithoutGaps() {
    for (long seed = 0; seed < SEEDS; seed++) {
      CellLayout layout = CellLayout.of(bounds(new SplittableRandom(seed)));
      for (int cell = 1; cell < layout.size(); cell++) {
        assertThat(layout.upperNanos(cell))
            .as("seed %d, cell %d", seed, cell)
            .isGreaterThanOrEqualTo(layout.upperNanos(cell - 1));
        assertThat(layout.binOf(cell) + layout.bucketOf(cell))
            .as("seed %d, cell %d", seed, cell)
            .isEqualTo(cell);
      }
      assertThat(layout.upperNanos(layout.size() - 1)).isEqualTo(Long.MAX_VALUE);
    }
  }

  /** Returns bounds, some of them edges of bins and some of them neighbours. */
  private static long[] bounds(SplittableRandom random) {
    return random
        .longs(random.nextInt(20))
        .map(any -> switch (random.nextInt(4)) {
          case 0 -> FineBins.upperNanos(random.nextInt(1, FineBins.COUNT));
          case 1 -> random.nextLong(1, 300);
          default -> Math.max(1, duration(random));
        })
        .sorted()
        .distinct()
        .toArray();
  }

  /** Returns a duration of any magnitude. */
  private static long duration(SplittableRandom random) {
    return random.nextLong() >>> random.nextInt(1, 64);
  }
}
