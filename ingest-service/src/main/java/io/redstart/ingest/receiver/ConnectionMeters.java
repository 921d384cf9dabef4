// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections a port has, for all event loops; thread-safe.
 *
 * <pre>
 *   redstart.ingest.connections{port}                  connections that are open, from the moment
 *                                                      they are accepted
 *   redstart.ingest.connections.closed{port, reason}   those that were closed from here: limit (there
 *                                                      were max_connections already), slow (sent no
 *                                                      request in time), idle, age
 * </pre>
 */
public final class ConnectionMeters implements AutoCloseable {
  private static final String NAME = "redstart.ingest.connections";

  /** Why a connection is closed from here. */
  enum Reason {
    LIMIT,
    SLOW,
    IDLE,
    AGE
  }

  private final AtomicInteger open = new AtomicInteger();
  private final Map<Reason, Counter> closed = new EnumMap<>(Reason.class);
  private final Gauge gauge;
  private final MeterRegistry registry;
  private final String port;
  private final RefusalLog refusals;

  /**
   * Registers the meters.
   *
   * @param port {@code grpc} or {@code http}
   * @param ingest whose log tells of those that were refused
   */
  public ConnectionMeters(MeterRegistry registry, String port, IngestMeters ingest) {
    this.registry = registry;
    this.port = port;
    this.refusals = ingest.refusals();
    gauge = Gauge.builder(NAME, open, AtomicInteger::get)
        .description("Open connections, from the moment they are accepted")
        .tag("port", port)
        .register(registry);
    for (Reason reason : Reason.values()) {
      closed.put(
          reason,
          Counter.builder(NAME + ".closed")
              .description("Connections that were closed from here, by reason")
              .tag("port", port)
              .tag("reason", tag(reason))
              .register(registry));
    }
  }

  private static String tag(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** Counts a connection that was opened, and returns how many there are now. */
  int opened() {
    return open.incrementAndGet();
  }

  /** Counts a connection that has ended, for whatever reason. */
  void ended() {
    open.decrementAndGet();
  }

  /** Counts a connection that is closed although its sender wants it, and lets the log tell why. */
  void refused(Reason reason, String why) {
    closed(reason);
    refusals.connection(tag(reason), "port of OTLP/" + port + ": " + why);
  }

  /** Counts a connection that is closed because it sent no request in time. */
  void slow(long firstRequestMillis) {
    refused(Reason.SLOW, "no request within " + firstRequestMillis + " ms");
  }

  /** Counts a connection that is closed from here. */
  void closed(Reason reason) {
    Counter counter = closed.get(reason);
    if (counter == null) {
      throw new IllegalStateException("a meter is not registered");
    }
    counter.increment();
  }

  /** Takes the gauge away; counters stay. */
  @Override
  public void close() {
    registry.remove(gauge);
  }
}
