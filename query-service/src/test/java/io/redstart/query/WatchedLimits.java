// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.redstart.limit.Cancellation;
import io.redstart.limit.Cancellation.Reason;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.promql.limit.QueryLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Limits that count their checks, cancel the query at a given check, and measure the computing time
 * between checks.
 */
public final class WatchedLimits extends QueryLimits {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Reading a thread's CPU time is slow, so not every check does it. */
  private static final long APART_NANOS = 2_000_000;

  private final long cancelAt;
  private long checks;
  private long lookedNanos = System.nanoTime();
  private long lastNanos = THREADS.getCurrentThreadCpuTime();
  private long longestNanos;

  /**
   * Makes limits for the calling thread.
   *
   * @param cancelAt the check, from 1, at which the time of the query is over; 0: never
   */
  public WatchedLimits(long cancelAt, MemoryBudget memory) {
    super(
        new Cancellation(),
        Long.MAX_VALUE,
        memory.lease(),
        new Processors(1, System::nanoTime).place());
    this.cancelAt = cancelAt;
  }

  @Override
  public void check() {
    if (++checks == cancelAt) {
      cancellation().cancel(Reason.TIMEOUT);
    }
    super.check();
    if (cancelAt == 0 && System.nanoTime() - lookedNanos > APART_NANOS) {
      measure();
    }
  }

  private void measure() {
    long nowNanos = THREADS.getCurrentThreadCpuTime();
    longestNanos = Math.max(longestNanos, nowNanos - lastNanos);
    lastNanos = nowNanos;
    lookedNanos = System.nanoTime();
  }

  /** Returns the number of checks. */
  public long checks() {
    return checks;
  }

  /** Returns the longest time that the thread has computed between two checks. */
  public Duration longest() {
    measure();
    return Duration.ofNanos(longestNanos);
  }
}
