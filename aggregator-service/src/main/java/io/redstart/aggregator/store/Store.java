// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Where a process keeps what it counts. Its shards hold the channels and the rows; the store itself
 * has an identity, knows which stores there are, and says which windows are sealed.
 *
 * <p>Its own methods may be called on any thread.
 */
public interface Store {
  /** Returns the store's identity. */
  StoreId id();

  /** Returns whether its data ends with the process. */
  boolean isVolatile();

  /** Returns its shards; a slot belongs to the one of slot mod their number. */
  List<? extends StoreShard> shards();

  /** Returns the length of a window. */
  long windowMillis();

  /**
   * Returns the stamp of the last window that is sealed in every shard, so that everything counted
   * into it can be selected: epoch milliseconds, never decreasing.
   */
  long sealedMillis();

  /** Returns a stamp that everything it ever counted is later than: epoch milliseconds. */
  long sinceMillis();

  /**
   * Returns the stamp of the last window that it had to forget before its time, so that memory lasts;
   * 0 if there is none.
   */
  long evictedMillis();

  /** Returns why the store takes no batches now, if there is a reason. */
  Optional<String> problem();

  /** Returns the stores that were remembered, in no order. */
  List<KnownStore> known();

  /** Keeps a set of stores in place of the one kept before (counting.md, P2). */
  Future<Void> remember(List<KnownStore> known);

  /** Returns what the store can tell of itself. */
  StoreStats stats();

  /** Makes what was committed durable and gives everything back; the shards must be idle. */
  Future<Void> close();
}
