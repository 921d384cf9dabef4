// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Publishes the services with the most label sets and overflow spans: only the first
 * {@value #SERVICES_MAX} of each list, to limit the number of these meters too.
 *
 * <pre>
 *   redstart.ingest.service.label.sets{service}      label sets that a service was admitted
 *   redstart.ingest.service.overflow.spans{service}  spans beyond its limits since first seen
 * </pre>
 */
final class ServiceMeters {
  /** The maximum number of services that have each meter. */
  static final int SERVICES_MAX = 20;

  private static final String PREFIX = "redstart.ingest.service.";

  private final MeterRegistry registry;
  private final Map<ServiceRoom, Meter> labelSets = new HashMap<>();
  private final Map<ServiceRoom, Meter> overflowSpans = new HashMap<>();

  ServiceMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Registers meters for the first services of each list, and removes all others. */
  synchronized void publish(List<ServiceRoom> rooms) {
    update(
        labelSets,
        first(rooms, ServiceRoom::labelSets),
        room -> Gauge.builder(PREFIX + "label.sets", room, ServiceRoom::labelSets)
            .description("Label sets that a service was admitted; only services with the most")
            .tag("service", room.service())
            .register(registry));
    update(
        overflowSpans,
        first(rooms, ServiceRoom::overflowSpans),
        room -> FunctionCounter.builder(PREFIX + "overflow.spans", room, ServiceRoom::overflowSpans)
            .description("Spans beyond a service's limits; only services with the most")
            .tag("service", room.service())
            .register(registry));
  }

  private static Set<ServiceRoom> first(List<ServiceRoom> rooms, ToLongFunction<ServiceRoom> size) {
    // Sizes change concurrently, but sorting needs stable ones.
    Map<ServiceRoom, Long> sizes =
        rooms.stream().collect(Collectors.toMap(room -> room, size::applyAsLong));
    return rooms.stream()
        .filter(room -> sizes.getOrDefault(room, 0L) > 0)
        .sorted(Comparator.comparing((ServiceRoom room) -> sizes.getOrDefault(room, 0L))
            .reversed()
            .thenComparing(ServiceRoom::service))
        .limit(SERVICES_MAX)
        .collect(Collectors.toSet());
  }

  private void update(
      Map<ServiceRoom, Meter> meters, Set<ServiceRoom> wanted, Function<ServiceRoom, Meter> meter) {
    meters.entrySet().removeIf(entry -> {
      boolean gone = !wanted.contains(entry.getKey());
      if (gone) {
        registry.remove(entry.getValue());
      }
      return gone;
    });
    wanted.forEach(room -> meters.computeIfAbsent(room, meter));
  }
}
