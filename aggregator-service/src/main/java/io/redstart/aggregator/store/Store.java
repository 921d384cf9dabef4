// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the counts of a process. Its shards hold the channels and the rows; the store itself has an
 * identity, remembers other stores, and knows which windows are sealed.
 *
 * <p>The methods of the store itself may be called on any thread.
 */
public interface Store {
  /** Returns the store's identity. */
  StoreId id();

  /** Returns whether its data ends with the process. */
  boolean isVolatile();

  /** Returns its shards; a slot belongs to the shard with index slot mod number of shards. */
  List<? extends StoreShard> shards();

  /** Returns the length of a window. */
  long windowMillis();

  /**
   * Returns the stamp of the last window that is sealed in every shard, so that everything counted
   * into it can be selected: epoch milliseconds, never decreasing.
   */
  long sealedMillis();

  /** Returns a stamp earlier than everything it ever counted, in epoch milliseconds. */
  long sinceMillis();

  /**
   * Returns the stamp of the last window that was forgotten early for lack of memory; 0 if there is
   * none.
   */
  long evictedMillis();

  /** Returns why the store accepts no batches now, if there is a reason. */
  Optional<String> problem();

  /** Returns the remembered stores, in no particular order. */
  List<KnownStore> known();

  /** Remembers a set of stores in place of the previous one (docs/rules.md, P2). */
  Future<Void> remember(List<KnownStore> known);

  /** Learns whether batches come in groups, as they do where ingests send to several stores. */
  default void expectGroups(boolean grouped) {}

  /** Returns who makes commits durable too, before they are acknowledged; empty if nobody does. */
  default Optional<String> follower() {
    return Optional.empty();
  }

  /** Returns the last commit, once everything that was appended before is durable; 0 in memory. */
  default Future<Long> lastCommit() {
    return Future.succeededFuture(0L);
  }

  /** Sets what is called, on any thread, whenever {@link #follower} changes; must not block. */
  default void onFollower(Runnable listener) {}

  /** Returns the statistics of the store. */
  StoreStats stats();

  /** Returns the statistics of its disk; {@link DiskStats#NONE} if it is in memory. */
  default DiskStats diskStats() {
    return DiskStats.NONE;
  }

  /** Makes all commits durable and releases all resources; the shards must be idle. */
  Future<Void> close();
}
