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
 * How many connections a port has, for all event loops; thread-safe.
 *
 * <pre>
 *   redstart.SERVICE.connections                   connections that are open, from the moment they are
 *                                                  accepted
 *   redstart.SERVICE.connections.closed{reason}    those that were closed from here: limit (there were
 *                                                  max_connections already), slow (a request did not
 *                                                  arrive in time), idle, age
 * </pre>
 */
public final class ConnectionMeters implements AutoCloseable {
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
   * @param service the second word of their names
   * @param tags tell the ports of a service apart
   * @param port what the log calls it
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
              .description("Connections that were closed from here, by reason")
              .tags(tags)
              .tag("reason", tag(reason))
              .register(registry));
    }
  }

  /**
   * Returns what an operator may do about refused connections.
   *
   * @param block the key of the settings that {@link ConnectionLimits#of} was made of
   */
  public static String advice(String reason, String block) {
    if (reason.equals(tag(Reason.LIMIT))) {
      return "see who connects so often, or raise " + block + ".max_connections";
    }
    return reason.equals(tag(Reason.SLOW))
        ? "look at the client and its network, or raise " + block + ".receive_timeout"
        : "";
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

  /** Counts a connection that is closed although its client wants it, and logs why. */
  void refused(Reason reason, String why) {
    closed(reason);
    refusals.connection(tag(reason), port + ": " + why);
  }

  /** Counts a connection that is closed because a request did not arrive in time. */
  void slow(String what, long withinMillis) {
    refused(Reason.SLOW, "no " + what + " within " + withinMillis + " ms");
  }

  /** Counts a connection that is closed from here. */
  void closed(Reason reason) {
    Counter counter = closed.get(reason);
    if (counter == null) {
      throw new IllegalStateException("a meter is not registered");
    }
    counter.increment();
  }

  /** Logs the refusals that waited for it; to be called every few seconds. */
  void logRefusals() {
    refusals.tellDue();
  }

  /** Removes the gauge; counters stay. */
  @Override
  public void close() {
    registry.remove(gauge);
  }
}
