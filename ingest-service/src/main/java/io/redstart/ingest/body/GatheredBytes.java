// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers bytes that arrive in chunks in one array of the pool. The array grows with the received
 * bytes and not with the announced size, because announcing costs a sender nothing. It is at most
 * as large as {@value #TRUSTED_BYTES} bytes or {@value #TRUSTED_FACTOR} times the received bytes.
 */
final class GatheredBytes {
  private static final int TRUSTED_BYTES = 1 << 16;
  private static final int TRUSTED_FACTOR = 16;

  private final ArrayPool pool;
  private byte @Nullable [] array;
  private int length;
  private int expectedBytes;

  GatheredBytes(ArrayPool pool) {
    this.pool = pool;
  }

  /** Announces the total number of bytes, if the sender keeps its word. */
  void expect(int sizeBytes) {
    expectedBytes = sizeBytes;
  }

  /**
   * Appends a part of a chunk. If the pool has no room, drops everything and returns the answer.
   */
  @Nullable
  ExportAnswer append(Buffer chunk, int start, int end) {
    int more = end - start;
    byte[] target = roomFor(more);
    if (target == null) {
      ExportAnswer answer = pool.noRoom((long) length + more, array().length);
      release();
      return answer;
    }
    chunk.getBytes(start, end, target, length);
    length += more;
    return null;
  }

  private byte @Nullable [] roomFor(int more) {
    byte[] old = array;
    if (old != null && old.length - length >= more) {
      return old;
    }
    int atLeast = length + more;
    long trustedBytes = Math.max(TRUSTED_BYTES, (long) TRUSTED_FACTOR * atLeast);
    atLeast = (int) Math.max(atLeast, Math.min(expectedBytes, trustedBytes));
    byte[] larger = pool.take(atLeast);
    if (larger != null && old != null) {
      System.arraycopy(old, 0, larger, 0, length);
      pool.give(old);
    }
    if (larger != null) {
      array = larger;
    }
    return larger;
  }

  /** Returns the array, whose first {@link #length} bytes hold the body. */
  byte[] array() {
    return array == null ? EMPTY : array;
  }

  private static final byte[] EMPTY = {};

  int length() {
    return length;
  }

  /** Returns the array to the pool; does nothing if it has none. */
  void release() {
    if (array != null) {
      pool.give(array);
      array = null;
    }
    length = 0;
  }
}
