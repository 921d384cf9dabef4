// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.query.push.Point.Kind;
import io.redstart.query.source.latest.LatestLabelSet;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long NONE = LatestLabelSet.NEVER;
  private static final Step STEP = new Step(100_000, 115_000, 5_000);

  @Test
  void points_areOneCountForALivingLabelSet() {
    assertThat(STEP.points(NONE, 50_000, NEVER)).containsExactly(new Point(115_000, Kind.COUNT));
    assertThat(STEP.points(NONE, 100_000, NEVER)).containsExactly(new Point(115_000, Kind.COUNT));
    assertThat(STEP.points(NONE, 50_000, 115_000)).containsExactly(new Point(115_000, Kind.COUNT));
  }

  @Test
  void points_beginWithAZeroBeforeTheBirth() {
    assertThat(STEP.points(NONE, 105_000, NEVER))
        .containsExactly(new Point(100_000, Kind.BEFORE), new Point(115_000, Kind.COUNT));
    assertThat(STEP.points(NONE, 115_000, NEVER))
        .containsExactly(new Point(110_000, Kind.BEFORE), new Point(115_000, Kind.COUNT));
  }

  @Test
  void points_endAfterTheLastStampOfALife() {
    assertThat(STEP.points(NONE, 50_000, 110_000))
        .containsExactly(new Point(110_000, Kind.COUNT), new Point(115_000, Kind.END));
    assertThat(STEP.points(NONE, 50_000, 100_000)).containsExactly(new Point(105_000, Kind.END));
    assertThat(STEP.points(NONE, 105_000, 105_000))
        .containsExactly(
            new Point(100_000, Kind.BEFORE),
            new Point(105_000, Kind.COUNT),
            new Point(110_000, Kind.END));
  }

  @Test
  void points_haveNoZeroAtTheVeryFirstStamp() {
    Step first = new Step(115_000, 115_000, 5_000);
    assertThat(first.points(NONE, 115_000, NEVER)).containsExactly(new Point(115_000, Kind.COUNT));
    assertThat(first.points(NONE, 50_000, NEVER)).containsExactly(new Point(115_000, Kind.COUNT));
  }

  @Test
  void points_ofAReturnBeginWithTheCountsBefore() {
    assertThat(STEP.points(50_000, 110_000, NEVER))
        .containsExactly(new Point(105_000, Kind.BEFORE), new Point(115_000, Kind.COUNT));
    assertThat(STEP.points(100_000, 115_000, NEVER))
        .containsExactly(
            new Point(105_000, Kind.END),
            new Point(110_000, Kind.BEFORE),
            new Point(115_000, Kind.COUNT));
    Step longer = new Step(100_000, 130_000, 5_000);
    assertThat(longer.points(105_000, 120_000, 125_000))
        .containsExactly(
            new Point(105_000, Kind.BEFORE),
            new Point(110_000, Kind.END),
            new Point(115_000, Kind.BEFORE),
            new Point(125_000, Kind.COUNT),
            new Point(130_000, Kind.END));
  }
}
