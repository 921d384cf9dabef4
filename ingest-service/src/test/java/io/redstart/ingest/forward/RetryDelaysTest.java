// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.forward.ForwardConfig.RetryConfig;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {
  private static final RetryConfig CONFIG =
      new RetryConfig(true, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ZERO);

  @Test
  void waits_growUpToTheLargest() {
    for (int seed = 0; seed < 1_000; seed++) {
      RetryDelays delays = new RetryDelays(CONFIG, new SplittableRandom(seed));
      for (long meanMillis : new long[] {4_000, 6_000, 9_000, 10_000, 10_000}) {
        assertThat(delays.nextMillis(0))
            .as("seed %d", seed)
            .isBetween(meanMillis / 2, meanMillis * 3 / 2);
      }
    }
  }

  @Test
  void hint_isTheLeast_upToTenMinutes() {
    RetryDelays delays = new RetryDelays(CONFIG, new SplittableRandom(1));
    assertThat(delays.nextMillis(60_000)).isEqualTo(60_000);
    assertThat(delays.nextMillis(1)).isGreaterThan(2_000);
    assertThat(delays.nextMillis(Long.MAX_VALUE)).isEqualTo(RetryDelays.HINT_MAX_MILLIS);
  }
}
