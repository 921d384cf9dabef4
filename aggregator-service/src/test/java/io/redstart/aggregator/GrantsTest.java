// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrantsTest {
  private final Grants grants = new Grants(32 << 20);

  @Test
  void grant_isNoLargerThanTheLargest() {
    assertThat(grants.grantBytes()).isEqualTo(Grants.LARGEST_BYTES);
    open(2);
    assertThat(grants.grantBytes()).isEqualTo(Grants.LARGEST_BYTES);
  }

  @Test
  void grant_isAnEvenShare() {
    open(16);
    assertThat(grants.grantBytes()).isEqualTo(2 << 20);
    grants.closed();
    assertThat(grants.grantBytes()).isEqualTo((32 << 20) / 15);
  }

  @Test
  void grant_isNoSmallerThanTheSmallest() {
    open(10_000);
    assertThat(grants.grantBytes()).isEqualTo(Grants.SMALLEST_BYTES);
    assertThat(grants.openChannels()).isEqualTo(10_000);
  }

  private void open(int channels) {
    for (int i = 0; i < channels; i++) {
      grants.opened();
    }
  }
}
