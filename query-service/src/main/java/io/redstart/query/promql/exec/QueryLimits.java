// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.EngineConfig;
import io.redstart.query.promql.PromqlException;
import java.util.function.LongSupplier;

/** What a query may take: samples at once, and time. */
final class QueryLimits {
  private final int samplesMax;
  private final long timeoutNanos;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private long samples;

  /** Starts the time. */
  QueryLimits(EngineConfig config, LongSupplier nanoClock) {
    this.samplesMax = config.samplesMax();
    this.timeoutNanos = config.timeout().toNanos();
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
  }

  /**
   * Counts samples that are kept until the query ends.
   *
   * @throws PromqlException if they are too many
   */
  void addSamples(long more) {
    samples += more;
    if (samples > samplesMax) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "query processing would load too many samples into memory in query execution: more than "
              + samplesMax);
    }
  }

  /**
   * Looks at the clock.
   *
   * @throws PromqlException if the time is over
   */
  void checkTime() {
    if (nanoClock.getAsLong() - startNanos > timeoutNanos) {
      throw new PromqlException(
          PromqlException.Kind.TIMEOUT, "query timed out in expression evaluation");
    }
  }
}
