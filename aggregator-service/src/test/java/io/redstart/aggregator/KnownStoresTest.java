// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.Announcement.Known;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownStoresTest {
  private static final StoreId OWN = new StoreId(0, 5);
  private static final StoreId FIRST = new StoreId(0, 1);
  private static final StoreId SECOND = new StoreId(0, 9);

  @Test
  void list_holdsOwnRememberedAndHeard() {
    KnownStores known = new KnownStores(OWN, "a", List.of(new Known(FIRST, "b", false)));
    known.heard(announcing(new Known(SECOND, "c", true)));
    assertThat(known.list())
        .containsExactly(
            new Known(FIRST, "b", false), new Known(OWN, "a", false), new Known(SECOND, "c", true));
  }

  @Test
  void gone_isForGood() {
    KnownStores known = new KnownStores(OWN, "a", List.of());
    known.heard(announcing(new Known(FIRST, "b", true)));
    known.heard(announcing(new Known(FIRST, "b", false)));
    assertThat(known.list()).contains(new Known(FIRST, "b", true));
  }

  @Test
  void own_isNotGoneBecauseOthersSaySo() {
    KnownStores known = new KnownStores(OWN, "a", List.of());
    known.heard(announcing(new Known(OWN, "a", true)));
    assertThat(known.list()).containsExactly(new Known(OWN, "a", false));
    known.buryOwn();
    assertThat(known.list()).containsExactly(new Known(OWN, "a", true));
  }

  @Test
  void predecessors_areGoneUnlessTheyLive() {
    KnownStores known = new KnownStores(
        OWN, "a", List.of(new Known(FIRST, "a", false), new Known(SECOND, "a", false)));
    known.buryPredecessors(SECOND::equals);
    assertThat(known.list())
        .containsExactly(
            new Known(FIRST, "a", true), new Known(OWN, "a", false), new Known(SECOND, "a", false));
  }

  private static Announcement announcing(Known one) {
    return new Announcement(FIRST, 1, "b", 1, 5_000, 0, true, List.of(one));
  }
}
