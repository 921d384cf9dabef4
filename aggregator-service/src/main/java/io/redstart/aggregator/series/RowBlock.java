// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.series;

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
 */
final class RowBlock {
  private static final int SMALLEST_BYTES = 32;

  private final long block;
  private byte[] bytes = new byte[SMALLEST_BYTES];
  private int size;
  private int lastWindow;

  RowBlock(long block) {
    this.block = block;
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

  /** Appends a row that {@link RowEncoder#row} encoded. */
  void append(int window, WireWriter row) {
    int needed = size + row.size();
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, needed));
    }
    System.arraycopy(row.array(), 0, bytes, size, row.size());
    size = needed;
    lastWindow = window;
  }

  /** Gives back what room is left; a block of the past gets no more rows. */
  void trim() {
    bytes = Arrays.copyOf(bytes, size);
  }

  /** Passes on the rows later than a stamp. */
  void rowsAfter(long fromMillis, long startMillis, long windowMillis, RowVisitor visitor) {
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = startMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
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
