// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.model.Increment;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * Reads and writes the heads of rows, which are all that rates need: windows, calls and sums.
 *
 * <pre>
 *   version       1 byte: 1
 *   unit          the {@link CountUnit} of all calls
 *   base calls    varint of units
 *   base sum      varint of the lower 64 bits, varint of the upper 64 bits
 *   rows          varint; if 0, nothing follows
 *   first window  varint
 *   span          varint: last window minus first window
 *   windows       column; per row after the first a varint: window minus the one before minus 1;
 *                 empty if the windows are consecutive
 *   calls         column; per row a varint of units
 *   sums          column; per row a varint of the lower 64 bits
 *   sum tops      column; per row a varint of the upper 64 bits; empty if all are 0
 * </pre>
 *
 * <p>A <i>column</i> is a varint of its length in bytes, and its bytes, so that it can be skipped.
 */
public final class HeadsCodec {
  /** The most rows in one blob: more than windows of 5 s in three days. */
  public static final int ROWS_MAX = 1 << 16;

  /** The largest position of a window. */
  public static final int WINDOW_MAX = Integer.MAX_VALUE;

  private static final int VERSION = 1;

  private HeadsCodec() {}

  /**
   * Writes the heads of some rows.
   *
   * @param base what was counted before the first of these rows; its cells are not written
   * @param toRow the row after the last one
   */
  public static void write(
      Increment base, RowColumns rows, int fromRow, int toRow, WireWriter out) {
    checkRowCount(toRow - fromRow);
    CountUnit unit = unitOf(base, rows, fromRow, toRow);
    out.writeByte(VERSION);
    unit.write(out);
    unit.writeCount(base.calls(), out);
    out.writeVarint(base.sumLow()).writeVarint(base.sumHigh()).writeVarint(toRow - fromRow);
    if (fromRow < toRow) {
      int span = rows.window(toRow - 1) - rows.window(fromRow);
      out.writeVarint(rows.window(fromRow)).writeVarint(span);
      WireWriter column = new WireWriter(8 * (toRow - fromRow));
      writeWindows(rows, fromRow, toRow, column);
      finish(column, out);
      for (int row = fromRow; row < toRow; row++) {
        unit.writeCount(rows.calls(row), column);
      }
      finish(column, out);
      for (int row = fromRow; row < toRow; row++) {
        column.writeVarint(rows.sumLow(row));
      }
      finish(column, out);
      writeSumTops(rows, fromRow, toRow, column);
      finish(column, out);
    }
  }

  static void checkRowCount(int rowCount) {
    if (rowCount < 0 || rowCount > ROWS_MAX) {
      throw new IllegalArgumentException(rowCount + " rows, at most " + ROWS_MAX);
    }
  }

  private static CountUnit unitOf(Increment base, RowColumns rows, int fromRow, int toRow) {
    long divisor = CountUnit.divisor(0, base.calls());
    for (int row = fromRow; row < toRow; row++) {
      divisor = CountUnit.divisor(divisor, rows.calls(row));
    }
    return CountUnit.of(divisor);
  }

  private static void writeWindows(RowColumns rows, int fromRow, int toRow, WireWriter column) {
    if (rows.window(toRow - 1) - rows.window(fromRow) == toRow - 1 - fromRow) {
      return;
    }
    for (int row = fromRow + 1; row < toRow; row++) {
      column.writeVarint(rows.window(row) - rows.window(row - 1) - 1);
    }
  }

  private static void writeSumTops(RowColumns rows, int fromRow, int toRow, WireWriter column) {
    long any = 0;
    for (int row = fromRow; row < toRow; row++) {
      any |= rows.sumHigh(row);
      column.writeVarint(rows.sumHigh(row));
    }
    if (any == 0) {
      column.clear();
    }
  }

  private static void finish(WireWriter column, WireWriter out) {
    out.writeBytes(column.array(), 0, column.size());
    column.clear();
  }

  /**
   * Reads heads: appends rows without cells, and adds the base to an increment.
   *
   * @throws MalformedFrameException if the bytes are malformed; some rows may have been added
   */
  public static void read(WireReader in, Increment base, RowColumns rows) {
    read(in, base, rows, true);
  }

  /**
   * Reads windows and calls: like {@link #read}, but the sums of the rows stay 0 and unread.
   *
   * @throws MalformedFrameException if the bytes are malformed; some rows may have been added
   */
  public static void readCalls(WireReader in, Increment base, RowColumns rows) {
    read(in, base, rows, false);
  }

  private static void read(WireReader in, Increment base, RowColumns rows, boolean withSums) {
    CountUnit unit = readBase(in, base);
    int rowCount = in.readCount(ROWS_MAX);
    if (rowCount == 0) {
      return;
    }
    int window = in.readCount(WINDOW_MAX);
    int lastWindow = readLastWindow(in, window);
    WireReader windows = column(in);
    WireReader calls = column(in);
    WireReader sums = column(in);
    WireReader tops = column(in);
    boolean consecutive = !windows.hasMore();
    boolean hasTops = withSums && tops.hasMore();
    for (int row = 0; row < rowCount; row++) {
      if (row > 0) {
        window = next(window, consecutive ? 0 : windows.readCount(WINDOW_MAX), lastWindow, in);
      }
      long rowCalls = unit.readCount(calls);
      long low = withSums ? sums.readVarint() : 0;
      rows.addHead(window, rowCalls, hasTops ? tops.readVarint() : 0, low);
    }
    if (window != lastWindow) {
      throw new MalformedFrameException(
          "rows end at window " + window + " instead of " + lastWindow + ", byte " + in.position());
    }
  }

  private static int next(int window, int skipped, int lastWindow, WireReader in) {
    if (skipped >= lastWindow - window) {
      throw new MalformedFrameException("window after " + window + " skips " + skipped
          + ", the last one is " + lastWindow + ", byte " + in.position());
    }
    return window + skipped + 1;
  }

  private static CountUnit readBase(WireReader in, Increment base) {
    BlobVersion.check(in, VERSION, "heads");
    CountUnit unit = CountUnit.read(in);
    base.addCalls(unit.readCount(in));
    long low = in.readVarint();
    base.addSum(in.readVarint(), low);
    return unit;
  }

  private static int readLastWindow(WireReader in, int firstWindow) {
    return firstWindow + in.readCount(WINDOW_MAX - firstWindow);
  }

  private static WireReader column(WireReader in) {
    int length = in.readLength();
    WireReader column = new WireReader(in.array(), in.position(), length);
    in.skip(length);
    return column;
  }

  /**
   * Returns the window of the first row without reading the columns; −1 if there are no rows.
   *
   * @throws MalformedFrameException if the bytes before the columns are malformed
   */
  public static int firstWindow(WireReader in) {
    readBase(in, new Increment());
    return in.readCount(ROWS_MAX) == 0 ? -1 : in.readCount(WINDOW_MAX);
  }

  /**
   * Returns the window of the last row without reading the columns; −1 if there are no rows.
   *
   * @throws MalformedFrameException if the bytes before the columns are malformed
   */
  public static int lastWindow(WireReader in) {
    int first = firstWindow(in);
    return first < 0 ? -1 : readLastWindow(in, first);
  }
}
