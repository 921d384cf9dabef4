// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.promql.QueryLimits;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap that all queries share, from the first row that one reads to the last byte of its answer.
 * Thread-safe.
 */
final class QueryMemory {
  private static final Logger log = LoggerFactory.getLogger(QueryMemory.class);

  /** While more of the budget is used no query begins; those that have begun use the rest. */
  static final double BEGIN_SHARE = 0.75;

  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final MemoryBudget budget;
  private final long samplesMax;
  private final ApiMeters meters;
  private final LongSupplier nanoClock;
  /** Guarded by this: queries that failed since the log was told. */
  private long untold;
  /** Guarded by this. */
  private boolean everTold;
  /** Guarded by this. */
  private long toldNanos;

  /**
   * Makes one of which nothing is used.
   *
   * @param samplesMax how many samples each query may hold
   * @param nanoClock only measures distances
   */
  QueryMemory(MemoryBudget budget, long samplesMax, ApiMeters meters, LongSupplier nanoClock) {
    this.budget = budget;
    this.samplesMax = samplesMax;
    this.meters = meters;
    this.nanoClock = nanoClock;
  }

  MemoryBudget budget() {
    return budget;
  }

  /** Returns whether there is enough left for another query to begin. */
  boolean hasRoom() {
    return budget.usedBytes() <= budget.maxBytes() * BEGIN_SHARE;
  }

  /** Returns the limits of a query that is about to begin. */
  QueryLimits limits(Cancellation cancellation, Processors.Place place) {
    return new QueryLimits(cancellation, samplesMax, budget.lease(), place);
  }

  /** Takes back what a query held. */
  void end(QueryLimits limits) {
    limits.close();
    if (limits.isOutOfMemory()) {
      meters.outOfMemory();
      failed();
    }
  }

  private synchronized void failed() {
    untold++;
    long nowNanos = nanoClock.getAsLong();
    if (!everTold || nowNanos - toldNanos >= QUIET_NANOS) {
      log.warn(
          "{} queries failed because all {} together may hold {} MiB of heap:"
              + " see redstart_query_memory_used_bytes; give the process more heap (-Xmx)",
          untold,
          budget.name(),
          budget.maxBytes() >> 20);
      everTold = true;
      toldNanos = nowNanos;
      untold = 0;
    }
  }
}
