// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentMaximumTest {
  private static final long PERIOD = RecentMaximum.PERIOD_NANOS;

  private final RecentMaximum maximum = new RecentMaximum(0);

  @Test
  void value_isRememberedForAMinute_howeverOftenItIsRead() {
    maximum.add(7, PERIOD / 2);
    maximum.add(5, PERIOD / 2 + 1);
    assertThat(maximum.get(PERIOD / 2 + 2)).isEqualTo(7);
    assertThat(maximum.get(PERIOD / 2 + 3)).isEqualTo(7);
    assertThat(maximum.get(PERIOD * 3 / 2)).isEqualTo(7);
    assertThat(maximum.get(2 * PERIOD)).isZero();
  }

  @Test
  void laterValue_replacesAnOldLargerOne() {
    maximum.add(7, 0);
    maximum.add(5, PERIOD);
    assertThat(maximum.get(PERIOD)).isEqualTo(7);
    assertThat(maximum.get(2 * PERIOD)).isEqualTo(5);
    assertThat(maximum.get(9 * PERIOD)).isZero();
  }
}
