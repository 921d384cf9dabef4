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
    int channelMemoryMib) {
  /** Checks the budget. */
  public AggregatorConfig {
    if (channelMemoryMib < 0 || channelMemoryMib > 65_536) {
      throw new IllegalArgumentException(
          "channel_memory_mib must be 0 to 65536, not " + channelMemoryMib);
    }
  }
}
