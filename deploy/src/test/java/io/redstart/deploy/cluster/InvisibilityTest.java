// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.deploy.cluster.Invisibility.Verdict;
import org.junit.jupiter.api.Test;

class InvisibilityTest {
  private static final long ASK_EVERY_MILLIS = RegistrationKeeper.ASK_EVERY_MILLIS;

  private final Invisibility invisibility = new Invisibility();

  @Test
  void invisibleForAMinute_ends() {
    for (long millis = 0; millis < Invisibility.MILLIS_MAX; millis += ASK_EVERY_MILLIS) {
      assertThat(invisibility.answered(false, 7 + millis)).isEqualTo(Verdict.REPAIR);
    }
    assertThat(invisibility.answered(false, 7 + Invisibility.MILLIS_MAX)).isEqualTo(Verdict.END);
  }

  @Test
  void oneGoodAnswer_startsAnew() {
    assertThat(invisibility.answered(false, 0)).isEqualTo(Verdict.REPAIR);
    assertThat(invisibility.answered(true, Invisibility.MILLIS_MAX)).isEqualTo(Verdict.FINE);
    assertThat(invisibility.answered(false, 2 * Invisibility.MILLIS_MAX)).isEqualTo(Verdict.REPAIR);
  }

  @Test
  void freeze_doesNotCount() {
    assertThat(invisibility.answered(false, 0)).isEqualTo(Verdict.REPAIR);
    for (int answers = 2; answers < Invisibility.ANSWERS_MIN; answers++) {
      assertThat(invisibility.answered(false, 10 * Invisibility.MILLIS_MAX))
          .isEqualTo(Verdict.REPAIR);
    }
    assertThat(invisibility.answered(false, 10 * Invisibility.MILLIS_MAX)).isEqualTo(Verdict.END);
  }
}
