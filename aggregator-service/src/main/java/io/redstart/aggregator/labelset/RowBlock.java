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
 *     windows  varint: how many windows after the row before; the first after the block's start
 *     value    varint length, bytes of IncrementCodec, then of ExemplarsCodec
 * </pre>
 *
 * <p>Immutable, so any thread may read it: {@link #append} returns a longer one, which shares the
 * array where there is room. Rows may therefore be appended only to the latest one.
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

  /** Returns how many bytes of heap the rows take, with the room that is left. */
  int capacityBytes() {
    return bytes.length;
  }

  /** Returns the position in the block of the last row, 0 before the first. */
  int lastWindow() {
    return lastWindow;
  }

  /** Returns these rows and one that {@link RowEncoder#row} encoded. */
  RowBlock append(int window, WireWriter row) {
    int needed = size + row.size();
    byte[] grown = needed <= bytes.length
        ? bytes
        : Arrays.copyOf(
            bytes, Math.max(SMALLEST_BYTES, Math.max(bytes.length + bytes.length / 2, needed)));
    System.arraycopy(row.array(), 0, grown, size, row.size());
    return new RowBlock(block, grown, needed, window);
  }

  /** Returns these rows without the room that is left; a block of the past gets no more rows. */
  RowBlock trimmed() {
    return size == bytes.length
        ? this
        : new RowBlock(block, Arrays.copyOf(bytes, size), size, lastWindow);
  }

  /** Passes on the rows later than one stamp and not later than another. */
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

  /** Returns the position of the last row up to one in the block, −1 if there is none. */
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
