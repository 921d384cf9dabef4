// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff((RandomGenerator) () -> 0, 1_000);

  @Test
  void waits_doubleUpToHalfAMinute() {
    long[] waits = new long[7];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = backoff.nextMillis(0);
    }
    assertThat(waits).containsExactly(750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500);
    backoff.reset();
    assertThat(backoff.nextMillis(0)).isEqualTo(750);
  }

  @Test
  void waits_areAtLeastWhatTheReceiverAsksFor() {
    assertThat(backoff.nextMillis(60_000)).isEqualTo(60_000);
    assertThat(backoff.nextMillis(Long.MAX_VALUE)).isEqualTo(600_000);
  }

  @Test
  void retryAfter_isSecondsOrADate() {
    assertThat(RetryAfter.millis("120", 0)).isEqualTo(120_000);
    assertThat(RetryAfter.millis("Thu, 01 Jan 1970 00:01:00 GMT", 20_000)).isEqualTo(40_000);
    assertThat(RetryAfter.millis("Thu, 01 Jan 1970 00:01:00 GMT", 90_000)).isZero();
    assertThat(RetryAfter.millis("soon", 0)).isZero();
    assertThat(RetryAfter.millis(null, 0)).isZero();
  }
}
