// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.config.Setting;

/**
 * The block {@code aggregator:}.
 *
 * @param name what this aggregator is called in warnings; empty for its address
 * @param channelMemoryMib the budget that the grants of all open channels share, in MiB; 0 for
 *     a part of the plan
 */
public record AggregatorConfig(
    @Setting(
        doc = "Name of this aggregator, shown in warnings, unique in a cluster; by default the"
            + " host:port that other members reach it by",
        byDefault = "\"\"")
    String name,

    @Setting(
        doc = "Memory in MiB (1 … 65536) that the batches on their way to this aggregator share;"
            + " 0 is half of the memory for batches, see `memory.batches`",
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
