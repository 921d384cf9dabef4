// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

/** Finds other channels for batches whose own channel cannot send them. */
@FunctionalInterface
interface BatchMover {
  /** Moves a batch that was certainly not sent to another channel, or drops it. */
  void move(Batch batch);
}
