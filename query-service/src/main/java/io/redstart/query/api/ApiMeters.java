// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.RefusalLog;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.source.RedSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API tells of itself. Thread-safe. */
final class ApiMeters {
  private static final Logger log = LoggerFactory.getLogger(ApiMeters.class);

  private static final String PREFIX = "redstart.query.";
  private static final String UNAVAILABLE = "unavailable";

  private final MeterRegistry registry;
  private final RefusalLog refusals;
  private final Counter samples;
  private final Counter incomplete;
  private final Counter outOfMemory;

  ApiMeters(MeterRegistry registry) {
    this.registry = registry;
    this.refusals =
        new RefusalLog(registry.config().clock()::monotonicTime, ApiMeters::advice, log::warn);
    this.samples = Counter.builder(PREFIX + "samples")
        .description("Samples, and increments where those suffice, that queries were given")
        .register(registry);
    this.incomplete = Counter.builder(PREFIX + "incomplete")
        .description("Queries that were answered without what some aggregator counted")
        .register(registry);
    this.outOfMemory = Counter.builder(PREFIX + "memory.refused")
        .description("Queries that failed because all together held the memory there is for them")
        .register(registry);
  }

  private static String advice(String reason) {
    return reason.equals(UNAVAILABLE)
        ? "see who asks for so much at a time, or add query processes"
        : ConnectionMeters.advice(reason, "query.http");
  }

  /** Returns what logs refusals. */
  RefusalLog refusals() {
    return refusals;
  }

  /** Logs a request that there was no room for. */
  void refused(String why) {
    refusals.request(UNAVAILABLE, why);
  }

  /** Shows what requests hold, until the gauge is removed. */
  Gauge watch(MemoryBudget requests) {
    return Gauge.builder(PREFIX + "request.bytes.held", requests, MemoryBudget::usedBytes)
        .description("Bytes of memory that requests hold from their arrival to their answer")
        .register(registry);
  }

  /** Shows what a pool does, until the gauges are removed. */
  List<Gauge> watch(QueryPool pool) {
    return List.of(
        Gauge.builder(PREFIX + "running", pool, QueryPool::running)
            .description("Queries that run")
            .register(registry),
        Gauge.builder(PREFIX + "waiting", pool, QueryPool::waiting)
            .description("Queries that wait for a thread, or for memory")
            .register(registry));
  }

  /** Shows how much memory queries hold, until the gauges are removed. */
  List<Gauge> watchQueries(MemoryBudget memory) {
    return List.of(
        Gauge.builder(PREFIX + "memory.used", memory, MemoryBudget::usedBytes)
            .baseUnit("bytes")
            .description("Heap that queries hold with their answers, by estimate")
            .register(registry),
        Gauge.builder(PREFIX + "memory.max", memory, MemoryBudget::maxBytes)
            .baseUnit("bytes")
            .description("Heap that all queries together may hold")
            .register(registry));
  }

  void remove(List<Gauge> gauges) {
    gauges.forEach(registry::remove);
  }

  /** Begins to measure a request. */
  Timer.Sample start() {
    return Timer.start(registry);
  }

  /** Counts a request that ends: {@code success}, or what went wrong. */
  void end(Timer.Sample start, String endpoint, String outcome) {
    start.stop(Timer.builder(PREFIX + "requests")
        .description("Requests until the answer is made, by endpoint and outcome")
        .tag("endpoint", endpoint)
        .tag("outcome", outcome)
        .register(registry));
  }

  /** Counts a query that failed for want of memory. */
  void outOfMemory() {
    outOfMemory.increment();
  }

  /** Counts a client that was cut off. */
  void cutOff(String reason) {
    Counter.builder(PREFIX + "answers.cut")
        .description("Answers whose connection was reset, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** Counts what a query was given. */
  void read(RedSource source) {
    samples.increment((double) source.samples());
    if (source.isIncomplete()) {
      incomplete.increment();
    }
  }
}
