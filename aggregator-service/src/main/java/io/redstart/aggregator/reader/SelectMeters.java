// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.reader;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Meters of the pages of rows that a process builds. Thread-safe. */
public final class SelectMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final LongSupplier monotonicNanos;
  private final AtomicInteger running = new AtomicInteger();
  private final Timer selections;
  private final Gauge runningGauge;

  /**
   * Registers the meters.
   *
   * @param monotonicNanos a clock for measuring elapsed time, in nanoseconds
   */
  public SelectMeters(MeterRegistry registry, LongSupplier monotonicNanos) {
    this.registry = registry;
    this.monotonicNanos = monotonicNanos;
    selections = Timer.builder("redstart.aggregator.selections")
        .description("Time to build a page of rows, including the wait for a thread")
        .register(registry);
    runningGauge = Gauge.builder(
            "redstart.aggregator.selections.running", running, AtomicInteger::get)
        .description("Pages of rows being built or waiting for a thread")
        .register(registry);
  }

  void begun() {
    running.incrementAndGet();
  }

  void ended() {
    running.decrementAndGet();
  }

  /** Returns the start time to pass to {@link #built}. */
  long nanos() {
    return monotonicNanos.getAsLong();
  }

  /** Records the duration of a page of rows that has ended. */
  void built(long startNanos) {
    selections.record(monotonicNanos.getAsLong() - startNanos, TimeUnit.NANOSECONDS);
  }

  /** Removes the meters from the registry. */
  @Override
  public void close() {
    registry.remove(selections);
    registry.remove(runningGauge);
  }
}
