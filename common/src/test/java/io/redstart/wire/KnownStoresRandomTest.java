// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore.Fate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever members hear of, in whatever order and however often, they come to the same list. */
final class KnownStoresRandomTest {
  private static final int STORES = 4;
  private static final int RUMOURS = 40;

  @RepeatedTest(200)
  void rumours_giveTheSameListInAnyOrder(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    List<KnownStore> rumours = new ArrayList<>();
    for (int i = 0; i < RUMOURS; i++) {
      rumours.add(rumour(random));
    }
    KnownStores one = new KnownStores();
    KnownStores other = new KnownStores();
    one.learn(rumours);
    Collections.shuffle(rumours, new Random(seed));
    rumours.forEach(rumour -> other.learn(List.of(rumour)));
    other.learn(rumours.subList(0, RUMOURS / 2));
    assertThat(other.list()).as("seed %d", seed).isEqualTo(one.list());

    for (KnownStore last : one.list()) {
      other.lives(last.store(), last.name());
    }
    one.learn(other.list());
    other.learn(rumours);
    assertThat(one.expected()).as("seed %d", seed).hasSameSizeAs(one.list());
    assertThat(other.list()).as("seed %d", seed).isEqualTo(one.list());
  }

  private static KnownStore rumour(SplittableRandom random) {
    int store = random.nextInt(STORES);
    Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
    long end = random.nextInt(5) * 5_000L;
    return new KnownStore(new StoreId(0, store), "store-" + store, random.nextInt(3), fate, end);
  }
}
