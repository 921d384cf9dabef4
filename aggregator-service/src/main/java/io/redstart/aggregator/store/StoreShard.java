// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.wire.BatchReader;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The channels and rows of one shard.
 *
 * <p>Belongs to one event loop. Calls take effect in the order in which they are made. A future
 * completes only when its own effect and all earlier ones on the same channel are durable, so the
 * answer to a duplicate waits for the original write.
 *
 * <p>If a future fails with {@link CommitRefusedException}, nothing was written and nothing will
 * be. After any other failure it is unknown what was written: the process must exit, and recovery
 * decides.
 */
public interface StoreShard {
  /**
   * Adds a channel; a known channel stays unchanged.
   *
   * @return its last sequence, 0 for a new channel
   */
  Future<Long> open(UUID channel);

  /** Returns the last applied sequence of a channel; nothing for an unknown channel. */
  Future<OptionalLong> lastSequence(UUID channel);

  /** Forgets a channel; does nothing if the channel is unknown. */
  Future<Void> forget(UUID channel);

  /** Returns the known channels. */
  Collection<UUID> channels();

  /**
   * Applies a batch and advances its channel's last sequence, both or neither. Applies nothing if
   * the channel is unknown, if the sequence is at or below the last one, or if the batch relies on
   * unknown numbers of label sets. A store may forget all numbers of a channel at any time, and
   * numbers never outlive the process.
   *
   * @param batch has been checked and is positioned before its first entry; it is left at its end
   *     and must not be used again before the future completes
   */
  Future<CommitResult> commit(BatchReader batch);

  /** Returns a view of the windows that are sealed now. */
  ShardView view();

  /** Forgets windows older than the retention. Call it about once per window. */
  void sweep();
}
