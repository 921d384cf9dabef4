// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of a port on all event loops. Thread-safe.
 *
 * <pre>
 *   redstart.SERVICE.connections                   open connections, from their acceptance
 *   redstart.SERVICE.connections.closed{reason}    connections closed by this process: limit
 *                                                  (max_connections reached), slow (a request did
 *                                                  not arrive in time), idle, age
 * </pre>
 */
public final class ConnectionMeters implements AutoCloseable {
  /** Why this process closes a connection. */
  enum Reason {
    LIMIT,
    SLOW,
    IDLE,
    AGE
  }

  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean isFull;
  private final Map<Reason, Counter> closed = new EnumMap<>(Reason.class);
  private final Gauge gauge;
  private final MeterRegistry registry;
  private final String port;
  private final RefusalLog refusals;

  /**
   * Registers the meters.
   *
   * @param service the second word of their names
   * @param tags distinguish the ports of a service
   * @param port the port's name in the log
   * @param refusals logs the connections that were refused
   */
  public ConnectionMeters(
      MeterRegistry registry, String service, Tags tags, String port, RefusalLog refusals) {
    this.registry = registry;
    this.port = port;
    this.refusals = refusals;
    String name = "redstart." + service + ".connections";
    gauge = Gauge.builder(name, open, AtomicInteger::get)
        .description("Open connections, from the moment they are accepted")
        .tags(tags)
        .register(registry);
    for (Reason reason : Reason.values()) {
      closed.put(
          reason,
          Counter.builder(name + ".closed")
              .description("Connections closed by this process, by reason")
              .tags(tags)
              .tag("reason", tag(reason))
              .register(registry));
    }
  }

  /**
   * Returns advice for the operator about refused connections.
   *
   * @param block the key of the settings behind {@link ConnectionLimits#of}
   */
  public static String advice(String reason, String block) {
    if (reason.equals(tag(Reason.LIMIT))) {
      return "find the client that connects so often, or raise " + block + ".max_connections";
    }
    return reason.equals(tag(Reason.SLOW))
        ? "check the client and its network, or raise " + block + ".receive_timeout"
        : "";
  }

  private static String tag(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** Counts an opened connection and returns the number of open connections. */
  int opened() {
    return open.incrementAndGet();
  }

  /** Counts the end of a connection, whatever the reason. */
  void ended() {
    open.decrementAndGet();
  }

  /** Notes that a socket waits because there are too many connections, and logs the reason. */
  void full(String why) {
    isFull = true;
    refusals.connection(tag(Reason.LIMIT), port + ": " + why);
  }

  /** Notes that no socket waits any more. */
  void notFull() {
    isFull = false;
  }

  /** Returns whether sockets wait until others end. */
  boolean isFull() {
    return isFull;
  }

  /** Counts a connection that is closed against the client's wish, and logs the reason. */
  void refused(Reason reason, String why) {
    closed(reason);
    refusals.connection(tag(reason), port + ": " + why);
  }

  /** Counts a connection closed because a request did not arrive in time. */
  void slow(String what, long withinMillis) {
    refused(Reason.SLOW, "no " + what + " within " + withinMillis + " ms");
  }

  /** Counts a connection closed by this process. */
  void closed(Reason reason) {
    Counter counter = closed.get(reason);
    if (counter == null) {
      throw new IllegalStateException("a meter is not registered");
    }
    counter.increment();
  }

  /** Logs the pending refusals. Must be called every few seconds. */
  void logRefusals() {
    refusals.tellDue();
  }

  /** Removes the gauge. The counters stay. */
  @Override
  public void close() {
    registry.remove(gauge);
  }
}
