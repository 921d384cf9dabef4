// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push;

import java.util.random.RandomGenerator;

/**
 * The waits between attempts: each is twice as long as the one before, give or take a quarter, from a
 * second up to half a minute.
 */
final class Backoff {
  /** The first wait, on average. */
  static final long FIRST_MILLIS = 1_000;

  private static final long MAX_MILLIS = 30_000;

  /** A longer wait that a receiver asks for is cut: it may be a mistake. */
  private static final long HINT_MAX_MILLIS = 600_000;

  private final RandomGenerator random;
  private final long firstMillis;
  private long nextMillis;

  Backoff(RandomGenerator random, long firstMillis) {
    this.random = random;
    this.firstMillis = firstMillis;
    this.nextMillis = firstMillis;
  }

  /**
   * Returns the next wait.
   *
   * @param hintMillis the shortest wait that the receiver asks for
   */
  long nextMillis(long hintMillis) {
    long waitMillis = Math.round(nextMillis * (0.75 + random.nextDouble() / 2));
    nextMillis = Math.min(MAX_MILLIS, 2 * nextMillis);
    return Math.max(waitMillis, Math.min(hintMillis, HINT_MAX_MILLIS));
  }

  /** Begins anew, after a success. */
  void reset() {
    nextMillis = firstMillis;
  }
}
