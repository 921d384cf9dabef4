// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.pool;

import io.redstart.limit.Cancellation;
import io.redstart.limit.MemoryBudget;
import io.redstart.limit.Processors;
import io.redstart.query.api.meter.ApiMeters;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the heap that all queries share, from the first row they read to the last byte of their
 * answers. Thread-safe.
 */
public final class QueryMemory {
  private static final Logger log = LoggerFactory.getLogger(QueryMemory.class);

  /** The share of the budget beyond which no query begins; running queries use the rest. */
  static final double BEGIN_SHARE = 0.75;

  /** The largest share of the budget for one query, so that others can go on beside it. */
  static final double QUERY_SHARE = 0.67;

  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final MemoryBudget budget;
  private final long samplesMax;
  private final ApiMeters meters;
  private final LongSupplier nanoClock;
  /** Guarded by this: queries that failed since the last log line. */
  private long untold;
  /** Guarded by this. */
  private boolean everTold;
  /** Guarded by this. */
  private long toldNanos;

  /**
   * Makes a budget of which nothing is used.
   *
   * @param samplesMax how many samples each query may hold
   * @param nanoClock a clock that only measures distances, in nanoseconds
   */
  public QueryMemory(
      MemoryBudget budget, long samplesMax, ApiMeters meters, LongSupplier nanoClock) {
    this.budget = budget;
    this.samplesMax = samplesMax;
    this.meters = meters;
    this.nanoClock = nanoClock;
  }

  MemoryBudget budget() {
    return budget;
  }

  /** Returns whether enough memory is left for another query to begin. */
  boolean hasRoom() {
    return budget.usedBytes() <= budget.maxBytes() * BEGIN_SHARE;
  }

  /** Returns the limits of a query that is about to begin. */
  QueryLimits limits(Cancellation cancellation, Processors.Place place) {
    return new QueryLimits(
        cancellation, samplesMax, budget.lease((long) (budget.maxBytes() * QUERY_SHARE)), place);
  }

  /** Releases the memory of a query. */
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
          "{} queries failed because all {} together may hold {} MiB of heap, and one alone {} % of it:"
              + " see redstart_query_memory_used_bytes; give the process more heap (-Xmx)",
          untold, budget.name(), budget.maxBytes() >> 20, Math.round(100 * QUERY_SHARE));
      everTold = true;
      toldNanos = nowNanos;
      untold = 0;
    }
  }
}
