// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.limit.MemoryBudget;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lends arrays for request bodies, the most recently returned one first, while it is still in the
 * processor's cache. Lengths are powers of two. All pools of a process share a memory budget, which
 * counts both lent and kept arrays, so that requests that arrive slowly cannot fill the heap.
 *
 * <p>One event loop.
 */
public final class ArrayPool {
  private static final long RETRY_AFTER_MILLIS = 1_000;
  private static final int LENGTH_MIN_BITS = 14;
  private static final int LENGTH_MAX_BITS = 30;

  /** A pool keeps at most this many returned bytes … */
  private static final long KEPT_MAX_BYTES = 32L << 20;

  /** … and all pools together at most this share of the budget. */
  private static final int KEPT_DIVISOR = 4;

  private final MemoryBudget budget;
  private final long keptMaxBytes;
  private final LongAdder takenByAll;
  private final ArrayDeque<byte[]>[] free;
  private long takenBytes;
  private long keptBytes;

  /** Makes a pool with a budget of its own. */
  public ArrayPool(MemoryBudget budget) {
    this(budget, 1, new LongAdder());
  }

  /**
   * Makes one of several pools.
   *
   * @param budget the memory that all pools may hold together
   * @param pools the number of pools
   * @param takenByAll counts the bytes lent by all pools
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
   * Lends an array.
   *
   * @param lengthMin 0 … 2³⁰
   * @return an array of at least that length, or null if the budget has no room
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

  /** Returns the size of the largest request that fits if there is no other. */
  public int requestMaxBytes() {
    return requestMaxBytes(budget);
  }

  /** Returns the same for pools with a budget; the smaller array that it outgrew must fit, too. */
  public static int requestMaxBytes(MemoryBudget budget) {
    long largest = Long.highestOneBit(Math.max(1, budget.maxBytes() - budget.maxBytes() / 8));
    return (int) Math.min(largest, 1 << LENGTH_MAX_BITS);
  }

  /** Returns whether an array of that length would not fit even if the pool were empty. */
  private boolean isTooLarge(long lengthMin, long alsoHeldBytes) {
    return (1L << bitsOf((int) lengthMin)) + alsoHeldBytes > budget.maxBytes();
  }

  /** Takes an array back. */
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

  /** Returns the number of lent bytes. */
  public long takenBytes() {
    return takenBytes;
  }

  private static int bitsOf(int lengthMin) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, lengthMin) - 1);
    return Math.max(LENGTH_MIN_BITS, bits);
  }

  /**
   * Returns the answer to a request whose body does not fit.
   *
   * @param alsoHeldBytes the size of the array that the body outgrew and still holds
   */
  public ExportAnswer noRoom(long lengthBytes, long alsoHeldBytes) {
    return isTooLarge(lengthBytes, alsoHeldBytes)
        ? ExportAnswer.of(
            ExportAnswer.Kind.TOO_LARGE,
            "request of more than " + requestMaxBytes()
                + " bytes, the most that fits into the memory for bodies")
        : ExportAnswer.refused("too many requests are being received", RETRY_AFTER_MILLIS);
  }
}
