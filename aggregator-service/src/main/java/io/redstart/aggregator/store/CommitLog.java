// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.vertx.core.Future;

/** Makes the items of commits durable. Thread-safe. */
interface CommitLog {
  /** Keeps nothing: every item is as durable as it will ever be. */
  CommitLog NONE = new CommitLog() {
    @Override
    public boolean isDurable() {
      return false;
    }

    @Override
    public Future<Void> append(byte[] item, Runnable released) {
      released.run();
      return Future.succeededFuture();
    }
  };

  /** Returns whether items are kept; otherwise they need not be made. */
  boolean isDurable();

  /**
   * Appends an item of {@link JournalItem} that is no batch. Items become durable in the order of
   * these calls.
   *
   * @param released is called, on any thread, when the item is durable, before the future completes;
   *     never if the write fails
   * @return completes on the caller's Vert.x context, if there is one; a failure means that the
   *     outcome is unknown
   */
  Future<Void> append(byte[] item, Runnable released);

  /** Appends the batch of a shard, as {@link #append} does. */
  default Future<Void> appendBatch(int shard, byte[] item, Runnable released) {
    return append(item, released);
  }
}
