// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.history.Slots;
import io.redstart.query.history.Presence.Range;
import org.junit.jupiter.api.Test;

class PresenceTest {
  @Test
  void singleMissingAnnouncement_isNoSilence() {
    Presence presence =
        Presence.since(100).with(101).with(103).with(103).with(102).with(106);
    assertThat(presence.ranges()).containsExactly(new Range(100, 103), new Range(106, 106));
    assertThat(presence.last()).isEqualTo(106);
  }

  @Test
  void rangesOlderThanSixHours_areForgotten() {
    Presence presence = Presence.since(100).with(110);
    assertThat(presence.with(99 + Slots.KEPT).ranges())
        .containsExactly(
            new Range(100, 100), new Range(110, 110), new Range(99 + Slots.KEPT, 99 + Slots.KEPT));
    assertThat(presence.with(100 + Slots.KEPT).ranges())
        .containsExactly(new Range(110, 110), new Range(100 + Slots.KEPT, 100 + Slots.KEPT));
    assertThat(presence.with(1_000_000).ranges()).containsExactly(new Range(1_000_000, 1_000_000));
  }
}
