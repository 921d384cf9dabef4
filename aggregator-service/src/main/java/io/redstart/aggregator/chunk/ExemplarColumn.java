// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * The exemplars of those rows that have any: their bytes as {@link io.redstart.wire.ExemplarsCodec}
 * writes them, neither interpreted nor checked here. Filled row by row, written, cleared, reused.
 *
 * <pre>
 *   version   1 byte: 1
 *   rows      varint
 *   per row:  varint, the first window in full, then this window minus the one before minus 1;
 *             varint, length; the bytes
 * </pre>
 */
public final class ExemplarColumn {
  private static final int VERSION = 1;

  private final WireWriter body = new WireWriter();
  private int rows;
  private int lastWindow = -1;

  /** Receives the rows of a column, oldest first. */
  public interface Visitor {
    /** Visits the exemplars of a row: {@code length} bytes of an array, which is not copied. */
    void visit(int window, byte[] array, int offset, int length);
  }

  /** Removes all rows. */
  public void clear() {
    body.clear();
    rows = 0;
    lastWindow = -1;
  }

  /** Returns whether no row has exemplars. */
  public boolean isEmpty() {
    return rows == 0;
  }

  /** Adds the exemplars of a row, whose window is above that of the row before. */
  public void add(int window, byte[] array, int offset, int length) {
    if (window <= lastWindow) {
      throw new IllegalArgumentException("window " + window + " after " + lastWindow);
    }
    HeadsCodec.checkRowCount(rows + 1);
    body.writeVarint(window - lastWindow - 1).writeBytes(array, offset, length);
    lastWindow = window;
    rows++;
  }

  /** Writes all rows. */
  public void write(WireWriter out) {
    out.writeByte(VERSION).writeVarint(rows).writeRaw(body.array(), 0, body.size());
  }

  /**
   * Reads a column row by row.
   *
   * @throws MalformedFrameException if the bytes are malformed; rows may have been visited before
   */
  public static void read(WireReader in, Visitor visitor) {
    BlobVersion.check(in, VERSION, "exemplars");
    int rows = in.readCount(HeadsCodec.ROWS_MAX);
    int window = -1;
    for (int i = 0; i < rows; i++) {
      window += 1 + in.readCount(HeadsCodec.WINDOW_MAX - 1 - window);
      int length = in.readLength();
      visitor.visit(window, in.array(), in.position(), length);
      in.skip(length);
    }
  }
}
