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
 * <p>Belongs to one event loop. Calls take effect in the order in which they are made, and a future
 * completes only when its own effect and all earlier ones on the same channel are durable: so a
 * duplicate's answer waits for the write that it repeats (counting.md, C4).
 *
 * <p>A future that fails with {@link CommitRefusedException} says that nothing was written and
 * nothing will be. Any other failure leaves open what was written: the process must exit, and
 * recovery decides (C5).
 */
public interface StoreShard {
  /**
   * Makes a channel known. One that is known already stays as it is.
   *
   * @return its last sequence, 0 for a new one
   */
  Future<Long> open(UUID channel);

  /** Returns the last sequence of a channel that was applied; nothing for an unknown one. */
  Future<OptionalLong> lastSequence(UUID channel);

  /** Makes a channel unknown; one that is unknown already is no mistake. */
  Future<Void> forget(UUID channel);

  /** Returns the channels that are known now. */
  Collection<UUID> channels();

  /**
   * Applies a batch and moves its channel's last sequence, both or neither; nothing is applied to an
   * unknown channel, or at or below the last sequence, or where numbers of label sets are not known
   * that the batch relies on. A store may forget a channel's numbers at any time, all of them, and
   * none outlive the process.
   *
   * @param batch has been checked, stands before its first entry and is left at its end; it must
   *     not be used again before the future completes
   */
  Future<CommitResult> commit(BatchReader batch);

  /** Returns what is sealed now, for any thread to read. */
  ShardView view();

  /** Forgets what is older than the retention; to be called about once a window. */
  void sweep();
}
