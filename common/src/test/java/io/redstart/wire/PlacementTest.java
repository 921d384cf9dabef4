// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private static final List<StoreId> EIGHT = ids(8);

  private static List<StoreId> ids(int count) {
    SplittableRandom random = new SplittableRandom(7);
    return IntStream.range(0, count)
        .mapToObj(i -> new StoreId(random.nextLong(), random.nextLong()))
        .toList();
  }

  private static void assertEvenShares(List<StoreId> stores, double percent) {
    Placement placement = new Placement(stores);
    int[] slots = new int[stores.size()];
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      slots[placement.first(slot)]++;
    }
    for (int share : slots) {
      assertThat(share)
          .isCloseTo(LabelSets.SLOTS / stores.size(), Percentage.withPercentage(percent));
    }
  }

  @Test
  void first_givesEightStoresEvenShares() {
    assertEvenShares(EIGHT, 5);
  }

  @Test
  void first_isEvenForIdsThatDifferInOneBit() {
    List<StoreId> similar =
        IntStream.range(0, 8).mapToObj(i -> new StoreId(0, i)).toList();
    assertEvenShares(similar, 7);
  }

  @Test
  void second_inheritsWhenAStoreLeaves() {
    Placement before = new Placement(EIGHT);
    List<StoreId> seven = new ArrayList<>(EIGHT);
    StoreId left = seven.remove(3);
    Placement after = new Placement(seven);
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      StoreId owner = EIGHT.get(before.first(slot));
      StoreId heir = owner.equals(left) ? EIGHT.get(before.second(slot)) : owner;
      assertThat(seven.get(after.first(slot))).as("slot %d", slot).isEqualTo(heir);
    }
  }

  @Test
  void ranks_doNotDependOnTheOrderOfStores() {
    List<StoreId> reversed = new ArrayList<>(EIGHT);
    Collections.reverse(reversed);
    Placement one = new Placement(EIGHT);
    Placement other = new Placement(reversed);
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      assertThat(reversed.get(other.first(slot))).isEqualTo(EIGHT.get(one.first(slot)));
      assertThat(reversed.get(other.second(slot))).isEqualTo(EIGHT.get(one.second(slot)));
    }
  }

  @Test
  void ranks_areNoneWithoutEnoughStores() {
    assertThat(new Placement(List.of()).first(0)).isEqualTo(Placement.NONE);
    Placement alone = new Placement(ids(1));
    assertThat(alone.first(0)).isZero();
    assertThat(alone.second(0)).isEqualTo(Placement.NONE);
  }
}
