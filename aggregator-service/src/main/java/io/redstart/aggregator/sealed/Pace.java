// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Keeps background work to half of one core, so that counting keeps the rest, and ends it when the
 * store closes. Background work repeats what it did not finish, so it can be ended anywhere.
 */
public final class Pace {
  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PAUSE_MAX_NANOS = 5 * WORK_NANOS;

  private final LongSupplier monotonicNanos;
  private long beginNanos;
  private volatile boolean urgent;
  private volatile boolean ended;

  /** Creates a pace by a clock for measuring elapsed time, in nanoseconds. */
  Pace(LongSupplier monotonicNanos) {
    this.monotonicNanos = monotonicNanos;
    this.beginNanos = monotonicNanos.getAsLong();
  }

  /** Lets work go on without pauses, or with pauses again. Any thread may call it. */
  public void urgent(boolean isUrgent) {
    urgent = isUrgent;
  }

  /** Ends the work under way and all work to come. Any thread may call it. */
  public void end() {
    ended = true;
  }

  /** Returns whether work was ended. */
  public boolean isEnded() {
    return ended;
  }

  /** Begins work. */
  void begin() {
    beginNanos = monotonicNanos.getAsLong();
  }

  /**
   * Pauses if it is time to. Call it at least every millisecond of work.
   *
   * @throws CancellationException if work was ended
   */
  void step() {
    if (ended) {
      throw new CancellationException("the store is closing");
    }
    long workedNanos = monotonicNanos.getAsLong() - beginNanos;
    if (workedNanos >= WORK_NANOS) {
      if (!urgent) {
        LockSupport.parkNanos(Math.min(workedNanos, PAUSE_MAX_NANOS));
      }
      beginNanos = monotonicNanos.getAsLong();
    }
  }
}
