// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

/** Opens the channels of a store. */
@FunctionalInterface
interface ChannelFactory {
  /** Opens a channel to the shard of a store that listens at an address of the event bus. */
  Channel open(LiveStore store, String address);
}
