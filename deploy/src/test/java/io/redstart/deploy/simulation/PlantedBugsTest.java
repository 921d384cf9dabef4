// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The simulation finds the bugs that the design prevents. */
class PlantedBugsTest {
  private static final int SEEDS = 1_000;

  @Test
  void books_disagreeIfSpansAreAcknowledgedBeforeTheyAreSynced() {
    assertThat(found(PlantedBugs.AcknowledgesBeforeSync::new)).isNotNegative();
  }

  @Test
  void books_disagreeIfMarksAreLost() {
    assertThat(found(PlantedBugs.LosesMarks::new)).isNotNegative();
  }

  @Test
  void books_agreeIfOnlyAddressesStay() {
    assertThat(Runs.onLoop(false, () -> Runs.firstFound(50, PlantedBugs.KeepsIncarnations::new)))
        .isNegative();
  }

  @Test
  void windows_changeIfTheyAreSealedBeforeTheyAreSynced() {
    assertThat(found(PlantedBugs.SealsBeforeSync::new)).isNotNegative();
  }

  @Test
  void books_disagreeIfACopyIsReadToo() {
    assertThat(found(PlantedBugs.ReadsCopies::new)).isNotNegative();
  }

  @Test
  void books_disagreeIfMovedSlotsAreReadTwice() {
    assertThat(found(PlantedBugs.ReadsMovedSlotsTwice::new)).isNotNegative();
  }

  @Test
  void books_disagreeIfCopiesAreNotSynced() {
    assertThat(found(PlantedBugs.FollowsBeforeSync::new)).isNotNegative();
  }

  @Test
  void books_disagreeIfStoresAreHandedOverUnsynced() {
    assertThat(found(PlantedBugs.KeepsBeforeSync::new)).isNotNegative();
  }

  @Test
  void samples_changeIfOldCopiesAreServed() {
    assertThat(found(PlantedBugs.ServesOldCopies::new)).isNotNegative();
  }

  @Test
  void samples_changeIfStoresGoOnAloneSilently() {
    assertThat(found(PlantedBugs.GoesOnAloneSilently::new)).isNotNegative();
  }

  private static long found(Supplier<Planted> bug) {
    return Runs.onLoop(false, () -> Runs.firstFound(SEEDS, bug));
  }
}
