// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.limit.MemoryBudget;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that request bodies are read into: those given back last are taken first, while they are
 * still in the processor's cache. Lengths are powers of two. All pools of a process share a budget,
 * from which both what is out and what is kept are taken, so that requests that arrive slowly cannot
 * fill the heap.
 *
 * <p>One event loop.
 */
public final class ArrayPool {
  private static final long RETRY_AFTER_MILLIS = 1_000;
  private static final int LENGTH_MIN_BITS = 14;
  private static final int LENGTH_MAX_BITS = 30;

  /** So much is kept of what was given back … */
  private static final long KEPT_MAX_BYTES = 32L << 20;

  /** … by all pools together at most this share of the budget. */
  private static final int KEPT_DIVISOR = 4;

  private final MemoryBudget budget;
  private final long keptMaxBytes;
  private final LongAdder takenByAll;
  private final ArrayDeque<byte[]>[] free;
  private long takenBytes;
  private long keptBytes;

  /** Makes a pool that has a budget for itself. */
  public ArrayPool(MemoryBudget budget) {
    this(budget, 1, new LongAdder());
  }

  /**
   * Makes a pool among several.
   *
   * @param budget what all of them may hold
   * @param pools how many there are
   * @param takenByAll where the bytes are added that are out of all of them
   */
  public ArrayPool(MemoryBudget budget, int pools, LongAdder takenByAll) {
    this.budget = budget;
    this.keptMaxBytes = Math.min(KEPT_MAX_BYTES, budget.maxBytes() / KEPT_DIVISOR / pools);
    this.takenByAll = takenByAll;
    @SuppressWarnings({"unchecked", "rawtypes"})
    ArrayDeque<byte[]>[] deques = new ArrayDeque[LENGTH_MAX_BITS - LENGTH_MIN_BITS + 1];
    this.free = deques;
    for (int i = 0; i < free.length; i++) {
      free[i] = new ArrayDeque<>();
    }
  }

  /**
   * Takes an array out.
   *
   * @param lengthMin 0 … 2³⁰
   * @return an array of at least that length, or null if too much is out
   */
  byte @Nullable [] take(int lengthMin) {
    int bits = bitsOf(lengthMin);
    long length = 1L << bits;
    byte[] array = free[bits - LENGTH_MIN_BITS].pollLast();
    if (array != null) {
      keptBytes -= length;
    } else {
      if (length > budget.leftBytes()) {
        dropKept();
      }
      if (!budget.tryTake(length)) {
        return null;
      }
      array = new byte[(int) length];
    }
    takenBytes += length;
    takenByAll.add(length);
    return array;
  }

  private void dropKept() {
    for (ArrayDeque<byte[]> arrays : free) {
      arrays.clear();
    }
    budget.giveBack(keptBytes);
    keptBytes = 0;
  }

  /** Returns the largest request that there can be room for, if there is no other. */
  public int requestMaxBytes() {
    return requestMaxBytes(budget);
  }

  /** Likewise, of pools with a budget: beside it there is an array that it has outgrown. */
  public static int requestMaxBytes(MemoryBudget budget) {
    long largest = Long.highestOneBit(Math.max(1, budget.maxBytes() - budget.maxBytes() / 8));
    return (int) Math.min(largest, 1 << LENGTH_MAX_BITS);
  }

  /** Returns whether an array of that length would not fit even if nothing else was out. */
  boolean isTooLarge(long lengthMin, long alsoHeldBytes) {
    return (1L << bitsOf((int) lengthMin)) + alsoHeldBytes > budget.maxBytes();
  }

  /** Gives an array back. */
  void give(byte[] array) {
    takenBytes -= array.length;
    takenByAll.add(-array.length);
    if (keptBytes + array.length <= keptMaxBytes) {
      keptBytes += array.length;
      free[bitsOf(array.length) - LENGTH_MIN_BITS].addLast(array);
    } else {
      budget.giveBack(array.length);
    }
  }

  /** Returns how many bytes are out. */
  public long takenBytes() {
    return takenBytes;
  }

  private static int bitsOf(int lengthMin) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, lengthMin) - 1);
    return Math.max(LENGTH_MIN_BITS, bits);
  }

  /**
   * Returns the answer to a request whose body finds no room.
   *
   * @param alsoHeldBytes what the body holds besides, while it grows
   */
  public ExportAnswer noRoom(long lengthBytes, long alsoHeldBytes) {
    return isTooLarge(lengthBytes, alsoHeldBytes)
        ? ExportAnswer.of(
            ExportAnswer.Kind.TOO_LARGE,
            "request of more than " + requestMaxBytes()
                + " bytes, which is all that memory for bodies has room for")
        : ExportAnswer.refused("too many requests are being received", RETRY_AFTER_MILLIS);
  }
}
