// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that request bodies are read into: those given back last are taken first, while they are
 * still in the processor's cache. Lengths are powers of two. What is out at a time is bounded, so that
 * requests that arrive slowly cannot fill the heap.
 *
 * <p>One event loop.
 */
public final class ArrayPool {
  private static final int LENGTH_MIN_BITS = 14;
  private static final int LENGTH_MAX_BITS = 30;

  /** So much is kept of what was given back. */
  private static final long KEPT_MAX_BYTES = 32L << 20;

  private final long takenMaxBytes;
  private final LongAdder takenByAll;
  private final ArrayDeque<byte[]>[] free;
  private long takenBytes;
  private long keptBytes;

  /**
   * Makes a pool.
   *
   * @param takenMaxBytes how many bytes may be out at a time
   */
  public ArrayPool(long takenMaxBytes) {
    this(takenMaxBytes, new LongAdder());
  }

  /**
   * Makes a pool among several.
   *
   * @param takenByAll where the bytes are added that are out of all of them
   */
  public ArrayPool(long takenMaxBytes, LongAdder takenByAll) {
    this.takenMaxBytes = takenMaxBytes;
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
    if (takenBytes + length > takenMaxBytes) {
      return null;
    }
    takenBytes += length;
    takenByAll.add(length);
    byte[] kept = free[bits - LENGTH_MIN_BITS].pollLast();
    if (kept == null) {
      return new byte[(int) length];
    }
    keptBytes -= length;
    return kept;
  }

  /** Gives an array back. */
  void give(byte[] array) {
    takenBytes -= array.length;
    takenByAll.add(-array.length);
    if (keptBytes + array.length <= KEPT_MAX_BYTES) {
      keptBytes += array.length;
      free[bitsOf(array.length) - LENGTH_MIN_BITS].addLast(array);
    }
  }

  /** Returns how many bytes are out. */
  long takenBytes() {
    return takenBytes;
  }

  private static int bitsOf(int lengthMin) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, lengthMin) - 1);
    return Math.max(LENGTH_MIN_BITS, bits);
  }
}
