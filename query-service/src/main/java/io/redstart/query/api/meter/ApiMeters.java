// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.redstart.connection.ConnectionMeters;
import io.redstart.connection.RefusalLog;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.joint.JointSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics of the API. Thread-safe. */
public final class ApiMeters {
  private static final Logger log = LoggerFactory.getLogger(ApiMeters.class);

  private static final String PREFIX = "redstart.query.";
  private static final String UNAVAILABLE = "unavailable";
  private static final String UNAUTHENTICATED = "unauthenticated";

  private final MeterRegistry registry;
  private final RefusalLog refusals;
  private final Counter samples;
  private final Counter incomplete;
  private final Counter outOfMemory;

  /** Registers the metrics. */
  public ApiMeters(MeterRegistry registry) {
    this.registry = registry;
    this.refusals =
        new RefusalLog(registry.config().clock()::monotonicTime, ApiMeters::advice, log::warn);
    this.samples = Counter.builder(PREFIX + "samples")
        .description("Samples that queries read, or increments where those suffice")
        .register(registry);
    this.incomplete = Counter.builder(PREFIX + "incomplete")
        .description("Queries that were answered without the counts of some aggregator")
        .register(registry);
    this.outOfMemory = Counter.builder(PREFIX + "memory.refused")
        .description("Queries that failed because all queries together used up their memory")
        .register(registry);
  }

  private static String advice(String reason) {
    if (reason.equals(UNAUTHENTICATED)) {
      return "give the client a token or a password of query.auth";
    }
    return reason.equals(UNAVAILABLE)
        ? "if there was no room, find the clients that send so much at once, or add query processes"
        : ConnectionMeters.advice(reason, "query.http");
  }

  /** Returns the log of refusals. */
  public RefusalLog refusals() {
    return refusals;
  }

  /** Logs a request that there was no room for. */
  public void refused(String why) {
    refusals.request(UNAVAILABLE, why);
  }

  /** Counts and logs a request without valid credentials. */
  public void denied(String why) {
    end(start(), "any", UNAUTHENTICATED);
    refusals.request(UNAUTHENTICATED, why);
  }

  /** Shows how much memory requests hold, until the gauge is removed. */
  public Gauge watchRequests(MemoryBudget requests) {
    return Gauge.builder(PREFIX + "request.bytes.held", requests, MemoryBudget::usedBytes)
        .description("Bytes of memory that requests hold from their arrival to their answer")
        .register(registry);
  }

  /** Shows how many queries run and wait, until the gauges are removed. */
  public List<Gauge> watchPool(Supplier<Number> running, Supplier<Number> waiting) {
    return List.of(
        Gauge.builder(PREFIX + "running", running)
            .description("Running queries")
            .register(registry),
        Gauge.builder(PREFIX + "waiting", waiting)
            .description("Queries that wait for a thread or for memory")
            .register(registry));
  }

  /** Shows how much memory queries hold, until the gauges are removed. */
  public List<Gauge> watchQueries(MemoryBudget memory) {
    return List.of(
        Gauge.builder(PREFIX + "memory.used", memory, MemoryBudget::usedBytes)
            .baseUnit("bytes")
            .description("Estimated heap that queries and their answers hold")
            .register(registry),
        Gauge.builder(PREFIX + "memory.max", memory, MemoryBudget::maxBytes)
            .baseUnit("bytes")
            .description("Heap that all queries together may hold")
            .register(registry));
  }

  /** Removes gauges whose subject is gone. */
  public void remove(List<Gauge> gauges) {
    gauges.forEach(registry::remove);
  }

  /** Begins to measure a request. */
  public Timer.Sample start() {
    return Timer.start(registry);
  }

  /** Counts a request that ends, with the outcome {@code success} or the type of its error. */
  public void end(Timer.Sample start, String endpoint, String outcome) {
    start.stop(Timer.builder(PREFIX + "requests")
        .description("Requests until the answer is made, by endpoint and outcome")
        .tag("endpoint", endpoint)
        .tag("outcome", outcome)
        .register(registry));
  }

  /** Counts a query that failed because the memory was used up. */
  public void outOfMemory() {
    outOfMemory.increment();
  }

  /** Counts an answer whose connection was reset. */
  public void cutOff(String reason) {
    Counter.builder(PREFIX + "answers.cut")
        .description("Answers whose connection was reset, by reason")
        .tag("reason", reason)
        .register(registry)
        .increment();
  }

  /** Counts the samples that a query read, and whether some were missing. */
  public void read(JointSource source) {
    samples.increment((double) source.samples());
    if (source.isIncomplete()) {
      incomplete.increment();
    }
  }
}
