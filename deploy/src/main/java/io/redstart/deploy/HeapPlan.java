// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.memory.MemoryPart;
import io.redstart.memory.MemoryPlan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Plans the heap of a process by its role and settings. */
final class HeapPlan {
  private static final String NETTY_MAX = "io.netty.maxDirectMemory";
  private static final long MIB = 1L << 20;

  private HeapPlan() {}

  /** Plans this JVM's maximum heap. */
  static MemoryPlan of(Role role, RedstartConfig settings) {
    return of(role, settings, Runtime.getRuntime().maxMemory());
  }

  static MemoryPlan of(Role role, RedstartConfig settings, long heapBytes) {
    return MemoryPlan.of(
        heapBytes,
        partsOf(role, settings),
        settings.memory(),
        fixedBy(settings),
        role.isClustered());
  }

  private static Set<MemoryPart> partsOf(Role role, RedstartConfig settings) {
    Set<MemoryPart> parts = partsOf(role);
    if (!settings.ingest().forward().isOn()) {
      parts.remove(MemoryPart.FORWARD);
    }
    return parts;
  }

  private static Set<MemoryPart> partsOf(Role role) {
    return switch (role) {
      case ALL_IN_ONE, DEMO -> EnumSet.allOf(MemoryPart.class);
      case INGEST ->
        EnumSet.of(
            MemoryPart.TABLES,
            MemoryPart.BODIES,
            MemoryPart.BATCHES,
            MemoryPart.CONNECTIONS,
            MemoryPart.HISTORY,
            MemoryPart.FORWARD);
      case AGGREGATOR ->
        EnumSet.of(MemoryPart.STORE, MemoryPart.BATCHES, MemoryPart.QUERIES, MemoryPart.HISTORY);
      case QUERY -> EnumSet.of(MemoryPart.QUERIES, MemoryPart.FORMS, MemoryPart.HISTORY);
    };
  }

  private static List<MemoryPlan.Fixed> fixedBy(RedstartConfig settings) {
    List<MemoryPlan.Fixed> fixed = new ArrayList<>();
    if (settings.ingest().maxRequestBytesInFlight() > 0) {
      fixed.add(new MemoryPlan.Fixed(
          MemoryPart.BODIES,
          settings.ingest().maxRequestBytesInFlight(),
          "ingest.max_request_bytes_in_flight"));
    }
    if (settings.aggregator().channelMemoryMib() > 0) {
      fixed.add(new MemoryPlan.Fixed(
          MemoryPart.BATCHES,
          settings.aggregator().channelMemoryMib() * MIB * MemoryPlan.BATCHES_OF_GRANTS,
          "aggregator.channel_memory_mib"));
    }
    return fixed;
  }

  /** Describes the plans of all roles, for a heap of this JVM's size. */
  static List<String> describe(RedstartConfig settings) {
    List<String> lines = new ArrayList<>();
    for (Role role : List.of(Role.ALL_IN_ONE, Role.INGEST, Role.AGGREGATOR, Role.QUERY)) {
      MemoryPlan plan = of(role, settings);
      lines.add("memory of " + role.name().toLowerCase(Locale.ROOT).replace('_', '-') + ": "
          + plan.problem().orElseGet(plan::describe));
    }
    return lines;
  }

  /** Limits the memory of network buffers. Must be called before the first use of Netty. */
  static void boundNetworkBuffers(MemoryPlan plan) {
    if (System.getProperty(NETTY_MAX) == null) {
      System.setProperty(NETTY_MAX, Long.toString(plan.directBytes()));
    }
  }
}
