// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.micrometer.core.instrument.MeterRegistry;
import io.redstart.limit.MemoryBudget;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.SpanLimitsConfig;
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
 * Limits how many operations and label sets a service may have in one process, so that one service
 * cannot use all of the memory. Admitted label sets stay admitted while spans come. Spans beyond a
 * limit are counted in an overflow that keeps the service ({@link OverflowLabels}).
 *
 * <p>{@link #sweep} releases idle label sets: the first sweep marks them, the second removes them,
 * and those in the overflow can ask again.
 *
 * <p>One instance for all event loops; thread-safe. It is asked when a label set is new to an event
 * loop; each span calls only {@link Admission#use}.
 */
public final class ServiceLimits implements AutoCloseable {
  /** The maximum number of tracked services; all label sets of further ones are their overflow. */
  public static final int SERVICES_MAX = 10_000;

  /** The interval between two log lines about one service that exceeds a limit. */
  static final long LOG_INTERVAL_MILLIS = 60_000;

  private static final Logger log = LoggerFactory.getLogger(ServiceLimits.class);

  private final SpanLimitsConfig limits;
  private final int servicesMax;
  private final InstantSource clock;
  private final Hasher64 hasher = Hashing.xxh3_64(new SecureRandom().nextLong());
  /** By the ordinal of a metric and by service. */
  private final List<ConcurrentMap<String, ServiceRoom>> rooms = new ArrayList<>();

  private final ConcurrentMap<String, Long> loggedAtMillis = new ConcurrentHashMap<>();

  /** The memory of all rooms together. */
  private final AdmittedMemory memory;

  /** Represents all services that are not tracked. */
  private final ServiceRoom untracked;

  private final ServiceMeters meters;

  /** Applies limits, with as much memory as they need. */
  public ServiceLimits(SpanLimitsConfig limits, MeterRegistry registry, InstantSource clock) {
    this(limits, registry, clock, new MemoryBudget("tables", Long.MAX_VALUE), Long.MAX_VALUE);
  }

  /**
   * Applies limits.
   *
   * @param clock measures the time since the last log line
   * @param budget accounts for its memory, together with that of others
   * @param sizeMaxBytes the limit of that memory; beyond it every new label set is overflow
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

  /** Returns the labels to count for a label set of a metric; each metric has its own room. */
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
    // Threads can exceed the limit together, by as many services as there are event loops.
    if (room == null && ofMetric.size() < servicesMax) {
      room =
          ofMetric.computeIfAbsent(service, name -> new ServiceRoom(name, limits, hasher, memory));
    }
    return room;
  }

  /** Returns whether a line about a service is due, and if so marks it as logged now. */
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
          "service {} exceeds its limits of {} operations and {} label sets (0 is no limit): new"
              + " ones are counted as {}",
          service,
          limits.operationsPerService(),
          limits.labelSetsPerService(),
          OverflowLabels.OVERFLOW);
    }
  }

  /**
   * Releases label sets without a span since the sweep before the last. Must be called once in each
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

  /** Updates the meters of the services with the most label sets and overflow. */
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

  /** Removes the meters. */
  @Override
  public void close() {
    meters.publish(List.of());
  }
}
