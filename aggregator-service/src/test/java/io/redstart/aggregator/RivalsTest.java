// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.fixture.FakeClock;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.KnownStore;
import io.redstart.wire.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalsTest {
  private static final StoreId OWN = new StoreId(0, 1);
  private static final StoreId OTHER = new StoreId(0, 2);

  private final FakeClock time = FakeClock.at(0);
  private final Rivals rivals = new Rivals(OWN, 50, "a", time::monotonicMillis);

  @Test
  void laterStoreOfOneId_yields() {
    rivals.heard(announcement(OWN, 99, "b", true));
    assertThat(rivals.conflict(false)).contains("store " + OWN + " is served by b already");
  }

  @Test
  void earlierStoreOfOneId_stays() {
    rivals.heard(announcement(OWN, 7, "b", false));
    assertThat(rivals.conflict(true)).isEmpty();
  }

  @Test
  void laterStoreOfOneName_yields() {
    rivals.heard(announcement(OTHER, 99, "a", true));
    assertThat(rivals.conflict(false)).contains("the name a is taken by store " + OTHER);
    assertThat(rivals.isLive(OTHER)).isTrue();
  }

  @Test
  void twoEquallyFar_areDecidedByIncarnation() {
    for (boolean ready : new boolean[] {true, false}) {
      rivals.heard(announcement(OTHER, 51, "a", ready));
      assertThat(rivals.conflict(ready)).isEmpty();
    }
    rivals.heard(announcement(OTHER, 49, "a", true));
    assertThat(rivals.conflict(true)).isPresent();
  }

  @Test
  void ourOwnAnnouncement_isNoRival() {
    rivals.heard(announcement(OWN, 50, "a", true));
    assertThat(rivals.conflict(false)).isEmpty();
  }

  @Test
  void strangers_areNoRivals() {
    rivals.heard(announcement(OTHER, 1, "b", true));
    assertThat(rivals.conflict(false)).isEmpty();
    assertThat(rivals.isLive(OTHER)).isFalse();
  }

  @Test
  void silentRival_isForgotten() {
    rivals.heard(announcement(OTHER, 1, "a", true));
    time.advance(5_001);
    assertThat(rivals.conflict(false)).isEmpty();
  }

  @Test
  void rivalThatSaysGoodbye_isForgotten() {
    rivals.heard(announcement(OTHER, 1, "a", true));
    KnownStore gone = new KnownStore(OTHER, "a", 0, KnownStore.Fate.LOST, 0);
    rivals.heard(new Announcement(OTHER, 1, "a", 2, 5_000, 0, 0, 0, false, List.of(gone)));
    assertThat(rivals.conflict(false)).isEmpty();
  }

  @Test
  void rivalOfAnUnknownVersion_isARival() {
    int version = Protocol.GREATEST + 1;
    rivals.heard(
        new Announcement(version, version, OWN, 99, "b", 2, 5_000, 0, 0, 0, true, List.of()));
    assertThat(rivals.conflict(false)).contains("store " + OWN + " is served by b already");
  }

  @Test
  void replicaOfTheOwnStoreOrName_isNoRival() {
    rivals.heard(announcement(OWN, 1, "a", true).keptBy("b", 7));
    rivals.heard(announcement(OTHER, 2, "a", true).keptBy("b", 7));
    assertThat(rivals.conflict(false)).isEmpty();
    assertThat(rivals.isLive(OTHER)).isTrue();
  }

  private static Announcement announcement(
      StoreId store, long incarnation, String name, boolean ready) {
    return new Announcement(store, incarnation, name, 2, 5_000, 0, 0, 0, ready, List.of());
  }
}
