// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.Metric;
import io.redstart.model.StoreId;
import io.redstart.wire.SelectRequest.Share;
import io.redstart.wire.SelectRequest.Tier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SelectRequestTest {
  private static final StoreId STORE = new StoreId(0, 1);

  private static SelectRequest request(long fromMillis, Tier... tiers) {
    return new SelectRequest(
        Share.all(STORE),
        Set.of(Metric.SPANS),
        List.of(),
        fromMillis,
        List.of(tiers),
        SelectRequest.Parts.CALLS,
        0,
        1 << 20);
  }

  private static void assertRefused(String message, SelectRequest request) {
    assertThatThrownBy(() -> request.checkTiers(5_000))
        .isInstanceOf(SelectRefusedException.class)
        .hasMessage(message);
  }

  @Test
  void through_isThatOfTheLastTier() {
    assertThat(request(0, new Tier(60_000, 60_000), new Tier(5_000, 75_000)).throughMillis())
        .isEqualTo(75_000);
    assertThatThrownBy(() -> request(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void checkTiers_acceptsRangesThatEndWithAWindow() {
    assertThatCode(() -> {
          request(0, new Tier(60_000, 60_000), new Tier(5_000, 75_000)).checkTiers(5_000);
          request(5_000, new Tier(5_000, 5_000)).checkTiers(5_000);
        })
        .doesNotThrowAnyException();
  }

  @Test
  void checkTiers_refusesOtherOrdersAndCutWindows() {
    assertRefused(
        "the windows of 5000 ms end at 55000, before they begin at 60000",
        request(0, new Tier(60_000, 60_000), new Tier(5_000, 55_000)));
    assertRefused(
        "the range of windows of 60000 ms, 0 through 75000, cuts a window",
        request(0, new Tier(60_000, 75_000)));
    assertRefused(
        "the range of windows of 60000 ms, 5000 through 60000, cuts a window",
        request(5_000, new Tier(60_000, 60_000)));
    assertRefused(
        "windows of 7000 ms are not multiples of the store's of 5000 ms",
        request(0, new Tier(7_000, 70_000)));
    assertRefused(
        "windows of 0 ms are not multiples of the store's of 5000 ms",
        request(0, new Tier(0, 70_000)));
  }

  @Test
  void share_includesTheLabelSetsOfItsSlots() {
    int slot = 12_345;
    assertThat(Share.all(STORE).includes(slot)).isTrue();
    assertThat(new Share(STORE, slot, slot).includes(slot)).isTrue();
    assertThat(new Share(STORE, 0, slot - 1).includes(slot)).isFalse();
    assertThat(new Share(STORE, slot + 1, LabelSets.SLOTS - 1).includes(slot)).isFalse();
  }
}
