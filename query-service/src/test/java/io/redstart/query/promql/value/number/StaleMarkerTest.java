// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value.number;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StaleMarkerTest {
  @Test
  void is_tellsMarkersFromOtherNaNs() {
    assertThat(StaleMarker.is(Double.longBitsToDouble(StaleMarker.BITS))).isTrue();
    assertThat(StaleMarker.is(Double.NaN)).isFalse();
    assertThat(StaleMarker.is(Double.longBitsToDouble(0x7ff8000000000001L))).isFalse();
  }
}
