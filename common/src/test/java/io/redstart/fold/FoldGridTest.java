// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.wire.FoldRequest.Function;
import io.redstart.wire.FoldRequest.Steps;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FoldGridTest {
  private static final long SEED = System.nanoTime();
  private static final long WINDOW = 5_000;

  private static FoldGrid grid(Function function, Steps steps) {
    return new FoldGrid(steps, function, WINDOW);
  }

  @Test
  void cuts_areTheFirstAndLastSamplesOfSteps() {
    FoldGrid grid = grid(Function.INCREASE, new Steps(18_000, 7_000, 2, 15_000, 0, 100_000));
    assertThat(grid.cutCount()).isEqualTo(3);
    assertThat(grid.cutMillis(grid.first(0))).isEqualTo(5_000);
    assertThat(grid.cutMillis(grid.last(0))).isEqualTo(15_000);
    assertThat(grid.cutMillis(grid.first(1))).isEqualTo(15_000);
    assertThat(grid.cutMillis(grid.last(1))).isEqualTo(25_000);
  }

  @Test
  void step_withOneSample_hasNoIncrease() {
    Steps steps = new Steps(18_000, 1, 1, 5_000, 0, 100_000);
    assertThat(grid(Function.INCREASE, steps).isEmpty()).isTrue();
    assertThat(grid(Function.LAST_PAIR, steps).isEmpty()).isTrue();
    assertThat(grid(Function.NEWEST, steps).isSampled(0)).isTrue();
  }

  @Test
  void lastPair_isTheLastWindow() {
    FoldGrid grid = grid(Function.LAST_PAIR, new Steps(18_000, 1, 1, 15_000, 0, 100_000));
    assertThat(grid.cutMillis(grid.first(0))).isEqualTo(10_000);
    assertThat(grid.cutMillis(grid.last(0))).isEqualTo(15_000);
  }

  @Test
  void samples_areNeitherBeforeTheFirstNorAfterTheLastOfAll() {
    FoldGrid grid = grid(Function.INCREASE, new Steps(60_000, 1, 1, 60_000, 20_000, 40_000));
    assertThat(grid.cutMillis(grid.first(0))).isEqualTo(25_000);
    assertThat(grid.cutMillis(grid.last(0))).isEqualTo(40_000);
  }

  @Test
  void segmentOf_isTheFirstThatEndsAtOrAfterAWindow_whateverTheHint() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 500; run++) {
      Steps steps = new Steps(
          random.nextLong(500_000) + 200_000,
          1 + random.nextLong(60_000),
          1 + random.nextInt(20),
          1 + random.nextLong(200_000),
          0,
          1_000_000);
      FoldGrid grid = grid(Function.INCREASE, steps);
      for (int i = 0; i < 50 && !grid.isEmpty(); i++) {
        long stampMillis = WINDOW * random.nextInt(300);
        int expected = 0;
        while (expected < grid.cutCount() && grid.cutMillis(expected) < stampMillis) {
          expected++;
        }
        assertThat(grid.segmentOf(stampMillis, random.nextInt(grid.cutCount() + 1)))
            .as("seed %d, run %d, %s, stamp %d", SEED, run, steps, stampMillis)
            .isEqualTo(expected);
      }
    }
  }
}
