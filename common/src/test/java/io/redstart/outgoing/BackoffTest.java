// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Backoff backoff(int seed) {
    return new Backoff(new SplittableRandom(seed), Duration.ofSeconds(4), Duration.ofSeconds(10));
  }

  @Test
  void waits_growUpToTheLargest() {
    for (int seed = 0; seed < 1_000; seed++) {
      Backoff delays = backoff(seed);
      for (long meanMillis : new long[] {4_000, 6_000, 9_000, 10_000, 10_000}) {
        assertThat(delays.nextMillis(0))
            .as("seed %d", seed)
            .isBetween(meanMillis / 2, meanMillis * 3 / 2);
      }
    }
  }

  @Test
  void hint_isTheLeast_upToTenMinutes() {
    Backoff delays = backoff(1);
    assertThat(delays.nextMillis(60_000)).isEqualTo(60_000);
    assertThat(delays.nextMillis(1)).isGreaterThan(2_000);
    assertThat(delays.nextMillis(Long.MAX_VALUE)).isEqualTo(Backoff.HINT_MAX_MILLIS);
  }

  @Test
  void success_beginsAnew() {
    Backoff delays = backoff(2);
    for (int i = 0; i < 5; i++) {
      delays.nextMillis(0);
    }
    delays.reset();
    assertThat(delays.nextMillis(0)).isBetween(2_000L, 6_000L);
  }
}
