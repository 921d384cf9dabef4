// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.aggregator.drain.Offers.Offer;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order in which aggregators are asked to keep a store. */
class OffersTest {
  private static Offer offer(int store, String refusal, long freeBytes, boolean hasCopy) {
    Announcement keeper =
        new Announcement(new StoreId(0, store), 1, "a" + store, 1, 5_000, 0, 0, 0, true, List.of());
    return new Offer(keeper, refusal, freeBytes, hasCopy);
  }

  private static List<String> order(Offer... offers) {
    return Stream.of(offers)
        .sorted(Offers.ORDER)
        .map(one -> one.keeper().name())
        .toList();
  }

  @Test
  void thoseWithoutACopy_comeFirst() {
    assertThat(order(offer(1, "", 900, true), offer(2, "", 100, false), offer(3, "", 200, false)))
        .containsExactly("a3", "a2", "a1");
  }

  @Test
  void thoseThatRefuse_comeLast() {
    assertThat(order(offer(1, "full", 0, false), offer(2, "", 100, true)))
        .containsExactly("a2", "a1");
  }

  @Test
  void ofEquals_theSmallerStoreComesFirst() {
    assertThat(order(offer(2, "", 100, false), offer(1, "", 100, false)))
        .containsExactly("a1", "a2");
  }
}
