// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

/** What the shards of a store share of its memory, and of its cares for room. Thread-safe. */
interface StoreMemory {
  /** Returns the approximate heap size of the chunks; 0 if they are on disk. */
  long sealedBytes();

  /** Returns how many blocks were forgotten early because memory ran short. */
  long evictedBlocks();

  /** Asks for room: chunks are written early, or the oldest are forgotten. */
  void needRoom();
}
