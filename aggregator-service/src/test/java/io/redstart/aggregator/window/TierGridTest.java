// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TierGridTest {
  private static final long HOUR = 3_600_000;

  private final TierGrid grid = new TierGrid(5_000, HOUR);

  @Test
  void family_beginsAfterItsStartAndIncludesItsEnd() {
    assertThat(grid.familyOf(3 * HOUR)).isEqualTo(2);
    assertThat(grid.familyOf(3 * HOUR + 5_000)).isEqualTo(3);
    assertThat(grid.familyOf(4 * HOUR)).isEqualTo(3);
    assertThat(grid.startMillis(3)).isEqualTo(3 * HOUR);
    assertThat(grid.endMillis(3)).isEqualTo(4 * HOUR);
  }

  @Test
  void positions_countTheWindowsOfAFamily() {
    assertThat(grid.positionOf(3 * HOUR + 5_000)).isZero();
    assertThat(grid.positionOf(3 * HOUR + 10_000)).isEqualTo(1);
    assertThat(grid.positionOf(4 * HOUR)).isEqualTo(719);
  }

  @Test
  void stampMillis_undoesPositionOf() {
    for (long stamp = 2 * HOUR + 5_000; stamp <= 4 * HOUR; stamp += 5_000) {
      assertThat(grid.stampMillis(grid.familyOf(stamp), grid.positionOf(stamp))).isEqualTo(stamp);
    }
  }

  @Test
  void block_endsAfter120Windows() {
    assertThat(grid.blockEndMillis(5_000)).isEqualTo(600_000);
    assertThat(grid.blockEndMillis(600_000)).isEqualTo(600_000);
    assertThat(grid.blockEndMillis(605_000)).isEqualTo(1_200_000);
  }

  @Test
  void block_neverReachesIntoTheNextFamily() {
    TierGrid day = new TierGrid(60_000, 3 * HOUR);
    assertThat(day.blockEndMillis(60_000)).isEqualTo(2 * HOUR);
    assertThat(day.blockEndMillis(2 * HOUR + 60_000)).isEqualTo(3 * HOUR);
  }

  @Test
  void stampOf_isTheEndOfTheWindowThatHoldsAFinerOne() {
    TierGrid minutes = new TierGrid(60_000, 24 * HOUR);
    assertThat(minutes.stampOf(5_000)).isEqualTo(60_000);
    assertThat(minutes.stampOf(60_000)).isEqualTo(60_000);
    assertThat(minutes.stampOf(65_000)).isEqualTo(120_000);
  }

  @Test
  void windowsThatDoNotFillFamilies_areRefused() {
    assertThatThrownBy(() -> new TierGrid(7_000, HOUR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("families of 3600000 ms cannot hold windows of 7000 ms");
  }
}
