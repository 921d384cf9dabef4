// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The waits between attempts. Each is 1.5 times as long as the one before, plus or minus a random
 * half, so requests that failed together are not repeated together.
 */
public final class Backoff {
  /** A longer wait that a receiver asks for is cut: it may be a mistake. */
  static final long HINT_MAX_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private static final double MULTIPLIER = 1.5;
  private static final double RANDOMIZATION = 0.5;

  private final RandomGenerator random;
  private final double firstMillis;
  private final double maxMillis;
  private double nextMillis;

  /**
   * Begins with the first wait.
   *
   * @param first the first wait, on average
   * @param max the longest wait, on average
   */
  public Backoff(RandomGenerator random, Duration first, Duration max) {
    this.random = random;
    this.firstMillis = first.toMillis();
    this.maxMillis = max.toMillis();
    this.nextMillis = firstMillis;
  }

  /**
   * Returns the next wait, at least 1 ms.
   *
   * @param hintMillis the shortest wait that the receiver asks for
   */
  public long nextMillis(long hintMillis) {
    double spread = 1 + RANDOMIZATION * (2 * random.nextDouble() - 1);
    long waitMillis = Math.max(1, Math.round(nextMillis * spread));
    nextMillis = Math.min(maxMillis, nextMillis * MULTIPLIER);
    return Math.max(waitMillis, Math.min(hintMillis, HINT_MAX_MILLIS));
  }

  /** Starts again with the first wait, after a success. */
  public void reset() {
    nextMillis = firstMillis;
  }
}
