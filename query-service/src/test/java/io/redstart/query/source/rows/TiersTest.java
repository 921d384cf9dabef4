// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.StoreConfig;
import io.redstart.query.promql.source.Selection;
import io.redstart.wire.SelectRequest.Tier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TiersTest {
  private static final long WINDOW = 5_000;
  private static final long MINUTE = 60_000;
  private static final long FIVE_MINUTES = 300_000;
  private static final long HOUR = 3_600_000;

  /** 25 s after a full hour. */
  private static final long SEALED = 10 * HOUR + 25_000;

  /** The last stamp that minutes serve. */
  private static final long MINUTES_END = 9 * HOUR;

  private final Tiers tiers = new Tiers(
      List.of(
          tier(WINDOW, HOUR), tier(MINUTE, 6 * HOUR + 2 * MINUTE), tier(FIVE_MINUTES, 9 * HOUR)),
      SEALED);

  private static StoreConfig.Tier tier(long windowMillis, long keptMillis) {
    return new StoreConfig.Tier(Duration.ofMillis(windowMillis), Duration.ofMillis(keptMillis));
  }

  @Test
  void endOfWindow_isThatOfTheTierThatServesTheTime() {
    assertThat(tiers.endOfWindow(SEALED)).isEqualTo(SEALED);
    assertThat(tiers.endOfWindow(SEALED - 1)).isEqualTo(SEALED);
    assertThat(tiers.endOfWindow(MINUTES_END + 1)).isEqualTo(MINUTES_END + WINDOW);
    assertThat(tiers.endOfWindow(MINUTES_END)).isEqualTo(MINUTES_END);
    assertThat(tiers.endOfWindow(MINUTES_END - 1)).isEqualTo(MINUTES_END);
    assertThat(tiers.endOfWindow(8 * HOUR + 1)).isEqualTo(8 * HOUR + MINUTE);
    assertThat(tiers.endOfWindow(2 * HOUR + 1)).isEqualTo(2 * HOUR + FIVE_MINUTES);
  }

  @Test
  void between_namesOnlyTheTiersOfTheRange() {
    assertThat(tiers.between(MINUTES_END, SEALED)).containsExactly(new Tier(WINDOW, SEALED));
    assertThat(tiers.between(4 * HOUR, MINUTES_END)).containsExactly(new Tier(MINUTE, MINUTES_END));
    assertThat(tiers.between(2 * HOUR, 3 * HOUR)).containsExactly(new Tier(FIVE_MINUTES, 3 * HOUR));
  }

  @Test
  void between_changesTheWindowWhereAFinerTierBegins() {
    long fivesEnd = 3 * HOUR + 55 * MINUTE;
    assertThat(tiers.between(2 * HOUR, SEALED))
        .containsExactly(
            new Tier(FIVE_MINUTES, fivesEnd),
            new Tier(MINUTE, MINUTES_END),
            new Tier(WINDOW, SEALED));
    assertThat(tiers.between(MINUTES_END - MINUTE, MINUTES_END + WINDOW))
        .containsExactly(new Tier(MINUTE, MINUTES_END), new Tier(WINDOW, MINUTES_END + WINDOW));
  }

  @Test
  void between_endsWithAWholeWindow() {
    assertThat(tiers.between(8 * HOUR, 8 * HOUR + 65_000))
        .containsExactly(new Tier(MINUTE, 8 * HOUR + 2 * MINUTE));
  }

  @Test
  void beginOfWindow_isThatOfTheTierThatServesWhatFollows() {
    assertThat(tiers.beginOfWindow(MINUTES_END + 35_000)).isEqualTo(MINUTES_END + 35_000);
    assertThat(tiers.beginOfWindow(MINUTES_END)).isEqualTo(MINUTES_END);
    assertThat(tiers.beginOfWindow(MINUTES_END - WINDOW)).isEqualTo(MINUTES_END - MINUTE);
    assertThat(tiers.beginOfWindow(2 * HOUR + MINUTE)).isEqualTo(2 * HOUR);
  }

  @Test
  void timeline_readsWholeWindowsOfTheTierItBeginsIn() {
    Selection selection = new Selection(List.of(), 8 * HOUR + 37_000, 8 * HOUR + 97_000);
    Timeline timeline = Timeline.of(selection, tiers, 0).orElseThrow();
    assertThat(timeline.fromMillis()).isEqualTo(8 * HOUR + 35_000);
    assertThat(timeline.throughMillis()).isEqualTo(8 * HOUR + 95_000);
    assertThat(timeline.readFromMillis()).isEqualTo(8 * HOUR);
    assertThat(timeline.tiers()).containsExactly(new Tier(MINUTE, 8 * HOUR + 2 * MINUTE));
  }

  @Test
  void timeline_withExpirationIsAlignedWhereReadingBegins() {
    Selection selection = new Selection(List.of(), MINUTES_END + MINUTE, SEALED);
    Timeline timeline = Timeline.of(selection, tiers, 70_000).orElseThrow();
    assertThat(timeline.readFromMillis()).isEqualTo(MINUTES_END - MINUTE);
    assertThat(timeline.tiers())
        .containsExactly(new Tier(MINUTE, MINUTES_END), new Tier(WINDOW, SEALED));
  }

  @Test
  void timeline_reachesBackThroughTheLongestTier() {
    Selection selection = new Selection(List.of(), 0, SEALED);
    Timeline timeline = Timeline.of(selection, tiers, 0).orElseThrow();
    assertThat(timeline.fromMillis()).isEqualTo(HOUR + 25_000);
    assertThat(timeline.readFromMillis()).isEqualTo(HOUR);
  }
}
