// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import java.util.concurrent.TimeUnit;

/**
 * The largest value of the last minute, or of a little more. Reading does not reset it, so several
 * readers see the same. Thread-safe.
 */
final class RecentMaximum {
  /** It remembers this long, and up to twice as long. */
  static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private long beginNanos;
  private long current;
  private long previous;

  /** Creates a maximum of nothing, which is 0. */
  RecentMaximum(long nowNanos) {
    beginNanos = nowNanos;
  }

  /** Adds a value. */
  synchronized void add(long value, long nowNanos) {
    pass(nowNanos);
    current = Math.max(current, value);
  }

  /** Returns the largest value. */
  synchronized long get(long nowNanos) {
    pass(nowNanos);
    return Math.max(current, previous);
  }

  private void pass(long nowNanos) {
    long periods = (nowNanos - beginNanos) / PERIOD_NANOS;
    if (periods > 0) {
      previous = periods == 1 ? current : 0;
      current = 0;
      beginNanos += periods * PERIOD_NANOS;
    }
  }
}
