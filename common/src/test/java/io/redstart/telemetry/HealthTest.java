// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final Health health = new Health();

  @Test
  void problems_namesTheChecksThatFail() {
    health.check("store", () -> Optional.of("disk full"));
    health.check("bus", Optional::empty);
    health.check("clock", () -> Optional.of("jumped"));
    assertThat(health.problems()).containsExactly("clock: jumped", "store: disk full");
  }

  @Test
  void problems_isEmpty_afterTheCheckIsGone() {
    health.check("store", () -> Optional.of("disk full"));
    health.remove("store");
    assertThat(health.problems()).isEmpty();
  }
}
