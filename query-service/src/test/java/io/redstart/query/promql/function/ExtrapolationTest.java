// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExtrapolationTest {
  @Test
  void apply_goesToNearEdges() {
    Extrapolation rate = new Extrapolation(60_000, true);
    rate.window(60_000, 5_000, 60_000, 12);
    assertThat(rate.apply(55, 1_000)).isCloseTo(1, within(1e-12));
  }

  @Test
  void apply_goesHalfADistanceToFarEdges() {
    Extrapolation increase = new Extrapolation(60_000, false);
    increase.window(60_000, 20_000, 40_000, 3);
    assertThat(increase.apply(20, 1_000)).isCloseTo(30, within(1e-12));
  }

  @Test
  void apply_stopsWhereTheCounterWasZero() {
    Extrapolation increase = new Extrapolation(60_000, false);
    increase.window(60_000, 5_000, 60_000, 12);
    assertThat(increase.apply(55, 0)).isEqualTo(55);
    assertThat(increase.apply(55, 2)).isCloseTo(57, within(1e-12));
  }
}
