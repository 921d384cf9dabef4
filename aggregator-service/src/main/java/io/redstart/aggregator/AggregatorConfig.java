// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.config.Setting;

/**
 * The settings block {@code aggregator:}.
 *
 * @param name the name shown in warnings; empty means its address
 * @param channelMemoryMib the memory that the grants of all open channels share, in MiB; 0 means a
 *     share of the memory plan
 * @param maxKeptStores how many replicas of other aggregators' stores may be kept
 * @param replicas how many aggregators make a span durable before it is acknowledged
 */
public record AggregatorConfig(
    @Setting(
        doc = "Name of this aggregator in warnings, unique in the cluster; by default the"
            + " host:port at which other members reach it",
        byDefault = "\"\"")
    String name,

    @Setting(
        doc = "Memory in MiB (1 … 65536) for all batches on their way to this aggregator;"
            + " 0 means half of the memory for batches, see `memory.batches`",
        byDefault = "0")
    int channelMemoryMib,

    @Setting(
        doc = "How many stores of other aggregators this one may keep (0 … 64), each with its own"
            + " native memory, a quarter of the store's; they come from aggregators that were drained,"
            + " or that this one follows",
        byDefault = "4")
    int maxKeptStores,

    @Setting(
        doc = "How many aggregators make a span durable before it is acknowledged (1 or 2). With 2,"
            + " another aggregator follows this one's store and keeps a copy, which answers when"
            + " this one and its disk are lost; it counts among its `aggregator.max_kept_stores`",
        byDefault = "1")
    int replicas) {
  /** Checks the numbers. */
  public AggregatorConfig {
    if (channelMemoryMib < 0 || channelMemoryMib > 65_536) {
      throw new IllegalArgumentException(
          "channel_memory_mib must be 0 to 65536, not " + channelMemoryMib);
    }
    if (maxKeptStores < 0 || maxKeptStores > 64) {
      throw new IllegalArgumentException("max_kept_stores must be 0 to 64, not " + maxKeptStores);
    }
    if (replicas < 1 || replicas > 2) {
      throw new IllegalArgumentException("replicas must be 1 or 2, not " + replicas);
    }
  }
}
