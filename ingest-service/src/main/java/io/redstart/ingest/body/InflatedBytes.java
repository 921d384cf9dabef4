// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;

/**
 * Collects an inflated body in an array of the pool, which grows with the inflated bytes up to a
 * limit. A longer body is refused at its first excess byte, so a decompression bomb costs no more
 * than the limit.
 *
 * <pre>
 *   target.makeRoom();
 *   int more = …write at most room() bytes into target(), from at() on…;
 *   target.advance(more);
 * </pre>
 */
public final class InflatedBytes {
  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BYTES = 1 << 16;

  private final ArrayPool pool;
  private final int maxBytes;

  /** Catches the first byte beyond the limit. */
  private final byte[] beyond = new byte[1];

  private byte[] array = NO_BYTES;
  private int length;

  /**
   * Makes an empty target.
   *
   * @param maxBytes its limit, 1 … 2³⁰
   */
  public InflatedBytes(ArrayPool pool, int maxBytes) {
    this.pool = pool;
    this.maxBytes = maxBytes;
  }

  /**
   * Makes room for the size that a coding announces.
   *
   * @throws InflationException if it is beyond the limit, or the pool has no room
   */
  void expect(long sizeBytes) throws InflationException {
    if (sizeBytes > maxBytes) {
      throw new InflationException(ExportAnswer.of(
          ExportAnswer.Kind.TOO_LARGE,
          "request inflates to " + sizeBytes + " bytes, at most " + maxBytes));
    }
    if (sizeBytes > array.length) {
      grow((int) sizeBytes);
    }
  }

  /** Makes room for at least one byte. */
  void makeRoom() throws InflationException {
    if (length == array.length && length < maxBytes) {
      grow((int) Math.min(maxBytes, Math.max(FIRST_BYTES, 2L * length)));
    }
  }

  private void grow(int atLeast) throws InflationException {
    byte[] larger = pool.take(atLeast);
    if (larger == null) {
      throw new InflationException(pool.noRoom(atLeast, array.length));
    }
    System.arraycopy(array, 0, larger, 0, length);
    giveBack();
    array = larger;
  }

  byte[] target() {
    return length == maxBytes ? beyond : array;
  }

  int at() {
    return length == maxBytes ? 0 : length;
  }

  int room() {
    return length == maxBytes ? 1 : Math.min(array.length, maxBytes) - length;
  }

  /**
   * Adds bytes that were written to {@link #target}.
   *
   * @throws InflationException if they are beyond the limit
   */
  void advance(int more) throws InflationException {
    if (more > 0 && length == maxBytes) {
      throw new InflationException(ExportAnswer.of(
          ExportAnswer.Kind.TOO_LARGE, "request inflates to more than " + maxBytes + " bytes"));
    }
    length += more;
  }

  /** Returns the array, whose first {@link #length} bytes hold the inflated body. */
  public byte[] array() {
    return array;
  }

  public int length() {
    return length;
  }

  /** Returns the array to the pool. */
  public void release() {
    giveBack();
    array = NO_BYTES;
    length = 0;
  }

  private void giveBack() {
    if (array.length > 0) {
      pool.give(array);
    }
  }
}
