// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.config.StoreConfig;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TierTest {
  @Test
  void defaultTiers_haveFamiliesOfAnHourAndADay() {
    List<Tier> tiers = Tier.of(List.of(tier(5, 21_600), tier(60, 15 * 86_400)));
    assertThat(tiers)
        .containsExactly(
            new Tier(new TierGrid(5_000, 3_600_000), 21_600_000),
            new Tier(new TierGrid(60_000, 86_400_000), 15 * 86_400_000L));
    assertThat(tiers.get(1).windowMillis()).isEqualTo(60_000);
  }

  @Test
  void families_areMultiplesOfTheNextTiersWindows() {
    List<Tier> tiers = Tier.of(List.of(tier(5, 3_600), tier(420, 86_400)));
    // The least multiple of ten minutes and of seven that is an hour or more.
    assertThat(tiers.get(0).grid().familyMillis()).isEqualTo(70 * 60_000);
  }

  @RepeatedTest(50)
  void families_divideThoseOfTheNextTierAndAreMadeOfWholeWindows(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    int first = 1 + random.nextInt(30);
    int second = first * (2 + random.nextInt(12));
    int third = second * (2 + random.nextInt(60));
    List<Tier> tiers =
        Tier.of(List.of(tier(first, 3_600), tier(second, 86_400), tier(third, 864_000)));
    for (int i = 0; i + 1 < tiers.size(); i++) {
      TierGrid finer = tiers.get(i).grid();
      TierGrid coarser = tiers.get(i + 1).grid();
      assertThat(coarser.familyMillis() % finer.familyMillis())
          .as("seed %d", seed)
          .isZero();
      assertThat(finer.familyMillis() % coarser.windowMillis())
          .as("seed %d", seed)
          .isZero();
    }
  }

  private static StoreConfig.Tier tier(long windowSeconds, long keepSeconds) {
    return new StoreConfig.Tier(Duration.ofSeconds(windowSeconds), Duration.ofSeconds(keepSeconds));
  }
}
