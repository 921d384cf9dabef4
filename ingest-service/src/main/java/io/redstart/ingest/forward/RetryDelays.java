// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.ingest.forward.ForwardConfig.RetryConfig;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The waits between the attempts of one request: each is 1.5 times as long as the one before, give
 * or take a half, so that requests that failed together do not come back together.
 */
final class RetryDelays {
  /** A longer wait that a receiver asks for is cut: it may be a mistake. */
  static final long HINT_MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private static final double MULTIPLIER = 1.5;
  private static final double RANDOMIZATION = 0.5;

  private final double maxMillis;
  private final RandomGenerator random;
  private double nextMillis;

  RetryDelays(RetryConfig config, RandomGenerator random) {
    this.nextMillis = config.initialInterval().toMillis();
    this.maxMillis = config.maxInterval().toMillis();
    this.random = random;
  }

  /**
   * Returns the next wait, at least 1 ms.
   *
   * @param hintMillis the shortest wait that the receiver asks for
   */
  long nextMillis(long hintMillis) {
    double spread = 1 + RANDOMIZATION * (2 * random.nextDouble() - 1);
    long waitMillis = Math.max(1, Math.round(nextMillis * spread));
    nextMillis = Math.min(maxMillis, nextMillis * MULTIPLIER);
    return Math.max(waitMillis, Math.min(hintMillis, HINT_MAX_MILLIS));
  }
}
