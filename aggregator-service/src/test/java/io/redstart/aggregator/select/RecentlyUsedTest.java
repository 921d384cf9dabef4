// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentlyUsedTest {
  private final RecentlyUsed<String, Integer> kept = new RecentlyUsed<>(10);

  @Test
  void put_dropsWhatWasNotUsedForLongest() {
    kept.put("a", 1, 4);
    kept.put("b", 2, 4);
    assertThat(kept.get("a")).hasValue(1);
    kept.put("c", 3, 4);
    assertThat(kept.get("b")).isEmpty();
    assertThat(kept.get("a")).hasValue(1);
    assertThat(kept.get("c")).hasValue(3);
  }

  @Test
  void put_keepsTheNewestHoweverHeavy() {
    kept.put("a", 1, 4);
    kept.put("b", 2, 100);
    assertThat(kept.size()).isEqualTo(1);
    assertThat(kept.get("b")).hasValue(2);
  }

  @Test
  void put_ofAKnownKeyWeighsItOnce() {
    for (int i = 0; i < 10; i++) {
      kept.put("a", i, 5);
    }
    kept.put("b", 1, 5);
    assertThat(kept.get("a")).hasValue(9);
  }
}
