// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.config.SpanLimitsConfig;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one service from taking the room of all: how many operations and label sets a service may
 * have, in one process. What was admitted stays admitted while spans come; what comes beyond a limit
 * is counted in an overflow that keeps the service ({@link OverflowLabels}).
 *
 * <p>Idle label sets are given back by {@link #sweep}: after one period of it they have lost their
 * first chance, after two they are gone, and those in the overflow may ask again.
 *
 * <p>One for all event loops; thread-safe. It is asked when a label set is new to an event loop; for
 * each span there is only {@link Admission#use}.
 */
public final class ServiceLimits implements AutoCloseable {
  /** How many services are tracked; all label sets of further ones are their service's overflow. */
  public static final int SERVICES_MAX = 10_000;

  /** How often a service that is beyond a limit is logged. */
  static final long LOG_INTERVAL_MILLIS = 60_000;

  private static final Logger log = LoggerFactory.getLogger(ServiceLimits.class);

  private final SpanLimitsConfig limits;
  private final int servicesMax;
  private final InstantSource clock;
  private final Hasher64 hasher = Hashing.xxh3_64(new SecureRandom().nextLong());
  /** By the ordinal of a metric and by service. */
  private final List<ConcurrentMap<String, ServiceRoom>> rooms = new ArrayList<>();

  private final ConcurrentMap<String, Long> loggedAtMillis = new ConcurrentHashMap<>();

  /** What all rooms together may remember. */
  private final AdmittedMemory memory;

  /** Stands for all services that are not tracked. */
  private final ServiceRoom untracked;

  private final ServiceMeters meters;

  /** Takes the limits, and as much memory as it needs. */
  public ServiceLimits(SpanLimitsConfig limits, MeterRegistry registry, InstantSource clock) {
    this(limits, registry, clock, new MemoryBudget("tables", Long.MAX_VALUE), Long.MAX_VALUE);
  }

  /**
   * Takes the limits.
   *
   * @param clock tells when a line was logged last
   * @param budget where its memory is accounted for, with that of others
   * @param sizeMaxBytes how much of it may be taken; beyond, all that is new is overflow
   */
  public ServiceLimits(
      SpanLimitsConfig limits,
      MeterRegistry registry,
      InstantSource clock,
      MemoryBudget budget,
      long sizeMaxBytes) {
    this(limits, registry, clock, new AdmittedMemory(budget, sizeMaxBytes), SERVICES_MAX);
  }

  ServiceLimits(
      SpanLimitsConfig limits,
      MeterRegistry registry,
      InstantSource clock,
      AdmittedMemory memory,
      int servicesMax) {
    this.limits = limits;
    this.memory = memory;
    this.servicesMax = servicesMax;
    this.clock = clock;
    this.untracked =
        new ServiceRoom("(more than " + servicesMax + " services)", limits, hasher, memory);
    this.meters = new ServiceMeters(registry);
    for (int i = 0; i < Metric.values().length; i++) {
      rooms.add(new ConcurrentHashMap<>());
    }
  }

  /** Returns what is counted for a label set of a metric; each metric has room for itself. */
  public AdmittedLabels admit(Metric metric, Labels labels) {
    AdmittedLabels admitted = null;
    String service = labels.get(OverflowLabels.SERVICE_NAME);
    ConcurrentMap<String, ServiceRoom> ofMetric = rooms.get(metric.ordinal());
    while (admitted == null) {
      ServiceRoom room = roomOf(service, ofMetric);
      admitted = room == null ? untracked.overflow(labels) : room.admit(labels);
    }
    if (admitted.admission().isOverflow()) {
      warn(ofMetric.containsKey(service) ? service : untracked.service());
    }
    return admitted;
  }

  /** Returns the room of a service, or null if there are too many services. */
  private @Nullable ServiceRoom roomOf(
      String service, ConcurrentMap<String, ServiceRoom> ofMetric) {
    ServiceRoom room = ofMetric.get(service);
    // Two threads may pass the limit together, by as many services as there are event loops.
    if (room == null && ofMetric.size() < servicesMax) {
      room =
          ofMetric.computeIfAbsent(service, name -> new ServiceRoom(name, limits, hasher, memory));
    }
    return room;
  }

  /** Returns whether a line about a service is due, and takes it as logged then. */
  boolean isLogDue(String service) {
    long nowMillis = clock.millis();
    Long before = loggedAtMillis.get(service);
    return before == null
        ? loggedAtMillis.putIfAbsent(service, nowMillis) == null
        : nowMillis - before >= LOG_INTERVAL_MILLIS
            && loggedAtMillis.replace(service, before, nowMillis);
  }

  private void warn(String service) {
    if (isLogDue(service)) {
      log.warn(
          "service {} is beyond its limits of {} operations and {} label sets (0 is none): what is"
              + " new is counted as {}",
          service,
          limits.operationsPerService(),
          limits.labelSetsPerService(),
          OverflowLabels.OVERFLOW);
    }
  }

  /**
   * Gives back what no span came for since the sweep before the last. To be called once in each
   * period, which is the {@code series_expiration} or an hour.
   */
  public void sweep() {
    boolean anyGone = false;
    for (ConcurrentMap<String, ServiceRoom> ofMetric : rooms) {
      anyGone |= ofMetric.values().removeIf(ServiceRoom::sweep);
    }
    if (anyGone) {
      untracked.askAnew();
    }
    long forgottenMillis = clock.millis() - LOG_INTERVAL_MILLIS;
    loggedAtMillis.values().removeIf(loggedMillis -> loggedMillis <= forgottenMillis);
  }

  /** Brings the meters of the services with most label sets and overflow up to date. */
  public void publish() {
    List<ServiceRoom> all = new ArrayList<>();
    all.addAll(rooms.get(Metric.SPANS.ordinal()).values());
    all.addAll(rooms.get(Metric.CALLS.ordinal()).values());
    all.add(untracked);
    meters.publish(all);
  }

  /** Returns how many services are tracked. */
  public int services() {
    return rooms.stream().mapToInt(Map::size).max().orElse(0);
  }

  /** Takes the meters away. */
  @Override
  public void close() {
    meters.publish(List.of());
  }
}
