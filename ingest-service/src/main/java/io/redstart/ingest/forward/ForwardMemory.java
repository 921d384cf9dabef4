// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import io.redstart.limit.MemoryBudget;

/**
 * Divides the memory for forwarding: a third for requests on their way to the queue, and two thirds
 * for those that are taken from it, which are held twice while they are compressed. So the largest
 * request that fits the first part fits the second one, too. Thread-safe.
 */
final class ForwardMemory {
  private static final int PARTS = 3;

  /** The heap that a request needs beside its bytes. */
  private static final int OVERHEAD_BYTES = 512;

  private final MemoryBudget all;
  private final MemoryBudget toQueue;
  private final MemoryBudget toReceiver;

  ForwardMemory(MemoryBudget all) {
    this.all = all;
    long thirdBytes = all.maxBytes() / PARTS;
    this.toQueue = new MemoryBudget("requests on their way to the queue", thirdBytes);
    this.toReceiver =
        new MemoryBudget("requests on their way to the receiver", (PARTS - 1) * thirdBytes);
  }

  /** Returns the size of the largest request that can be forwarded. */
  long requestMaxBytes() {
    return Math.max(0, toQueue.maxBytes() - OVERHEAD_BYTES);
  }

  /** Reserves memory for a request that goes to the queue; returns false if there is none. */
  boolean tryTakeToQueue(int lengthBytes) {
    return tryTake(toQueue, costToQueue(lengthBytes));
  }

  void giveBackToQueue(int lengthBytes) {
    giveBack(toQueue, costToQueue(lengthBytes));
  }

  /** Reserves memory for a request that goes to the receiver; returns false if there is none. */
  boolean tryTakeToReceiver(int lengthBytes) {
    return tryTake(toReceiver, costToReceiver(lengthBytes));
  }

  void giveBackToReceiver(int lengthBytes) {
    giveBack(toReceiver, costToReceiver(lengthBytes));
  }

  private boolean tryTake(MemoryBudget part, long bytes) {
    if (!part.tryTake(bytes)) {
      return false;
    }
    all.take(bytes);
    return true;
  }

  private void giveBack(MemoryBudget part, long bytes) {
    part.giveBack(bytes);
    all.giveBack(bytes);
  }

  /** Counts a request that found no memory. */
  void refused() {
    all.refused();
  }

  private static long costToQueue(int lengthBytes) {
    return lengthBytes + (long) OVERHEAD_BYTES;
  }

  private static long costToReceiver(int lengthBytes) {
    return 2 * (lengthBytes + (long) OVERHEAD_BYTES);
  }
}
