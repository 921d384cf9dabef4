// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Arrays;

/**
 * The rows of one label set in one block of time, oldest first, as bytes:
 *
 * <pre>
 *   each row:
 *     windows  varint: windows since the previous row; for the first row, since the block's start
 *     value    varint length, bytes of IncrementCodec, then of ExemplarsCodec
 * </pre>
 *
 * <p>Immutable, so any thread may read it. {@link #append} returns a longer block, which uses the
 * same array if there is room. Therefore only the latest block may be appended to.
 */
final class RowBlock {
  private static final int SMALLEST_BYTES = 32;
  private static final byte[] NO_BYTES = {};

  private final long block;
  private final byte[] bytes;
  private final int size;
  private final int lastWindow;

  private RowBlock(long block, byte[] bytes, int size, int lastWindow) {
    this.block = block;
    this.bytes = bytes;
    this.size = size;
    this.lastWindow = lastWindow;
  }

  /** Returns a block of time without rows. */
  static RowBlock empty(long block) {
    return new RowBlock(block, NO_BYTES, 0, 0);
  }

  /** Returns the number of the block of time. */
  long block() {
    return block;
  }

  /** Returns the size of the rows' array in bytes, unused room included. */
  int capacityBytes() {
    return bytes.length;
  }

  /** Returns the position of the last row in the block, 0 if there is no row. */
  int lastWindow() {
    return lastWindow;
  }

  /** Returns these rows and one more, encoded by {@link RowEncoder#row}. */
  RowBlock append(int window, WireWriter row) {
    int needed = size + row.size();
    byte[] grown = needed <= bytes.length
        ? bytes
        : Arrays.copyOf(
            bytes, Math.max(SMALLEST_BYTES, Math.max(bytes.length + bytes.length / 2, needed)));
    System.arraycopy(row.array(), 0, grown, size, row.size());
    return new RowBlock(block, grown, needed, window);
  }

  /**
   * Returns the same rows in an array without unused room, for a past block, which gets no more
   * rows.
   */
  RowBlock trimmed() {
    return size == bytes.length
        ? this
        : new RowBlock(block, Arrays.copyOf(bytes, size), size, lastWindow);
  }

  /** Visits the rows later than {@code fromMillis} and up to {@code throughMillis}. */
  void rows(
      long fromMillis,
      long throughMillis,
      long startMillis,
      long windowMillis,
      RowVisitor visitor) {
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = startMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
      if (stampMillis > throughMillis) {
        return;
      }
      int length = in.readLength();
      if (stampMillis > fromMillis) {
        visitor.row(stampMillis, bytes, in.position(), length);
      }
      in.skip(length);
    }
  }

  /**
   * Returns the position of the last row up to {@code window} in the block, −1 if there is none.
   */
  int lastWindowThrough(long window) {
    if (lastWindow <= window) {
      return lastWindow;
    }
    WireReader in = new WireReader(bytes, 0, size);
    int found = -1;
    int next = 0;
    while (in.hasMore()) {
      next += (int) in.readVarint();
      if (next > window) {
        break;
      }
      found = next;
      in.skip(in.readLength());
    }
    return found;
  }
}
