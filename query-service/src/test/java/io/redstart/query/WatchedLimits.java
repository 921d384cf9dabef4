// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query;

import io.redstart.limit.Cancellation;
import io.redstart.limit.Cancellation.Reason;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.promql.QueryLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Limits that count their checks, cancel the query at one of them, and measure how much is computed
 * between two.
 */
public final class WatchedLimits extends QueryLimits {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** To ask for the time of a thread takes long: not at every check. */
  private static final long APART_NANOS = 2_000_000;

  private final long cancelAt;
  private long checks;
  private long lookedNanos = System.nanoTime();
  private long lastNanos = THREADS.getCurrentThreadCpuTime();
  private long longestNanos;

  /**
   * Makes limits for the thread that calls.
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

  /** Returns how often was checked. */
  public long checks() {
    return checks;
  }

  /** Returns the most time that the thread computed without a check, until now. */
  public Duration longest() {
    measure();
    return Duration.ofNanos(longestNanos);
  }
}
