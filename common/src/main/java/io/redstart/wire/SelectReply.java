// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.CellLayout;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Labels;
import io.redstart.model.Metric;
import java.util.function.UnaryOperator;

/**
 * A page of rows. The shard writes it with a {@link Writer}; a {@link Reader} walks through it.
 *
 * <pre>
 *   outcome       1 byte: 0 a page follows; 1 refused, a string follows
 *   windowMillis  varint
 *   layout        bytes of LayoutCodec
 *   nextCursor    8 bytes; −1 after the last page
 *   label sets until the end, each:
 *     metric  varint: the ordinal of the {@link Metric} counted
 *     labels  varint length, bytes of {@link LabelSets}
 *     birth   varint: stamp of the first window with the label set, epoch milliseconds
 *     last    varint: stamp of the last window up to {@code through} with the label set
 *     base    {@link IncrementCodec}: the sum of all windows up to {@code from}
 *     rows    varint count, each:
 *       window  varint: distance from {@code from} or the previous row, in windows of the store
 *       value   {@link IncrementCodec}; or, if exemplars were asked for, varint length, bytes of
 *               {@link ExemplarsCodec}
 * </pre>
 *
 * <p>A row covers a window of its tier ({@link SelectRequest.Tier}); its stamp is the window's end.
 * The sum of base and rows is the lifetime total at {@code through} (docs/rules.md, W4).
 */
public final class SelectReply {
  private static final int NEXT_CURSOR_BYTES = 8;
  private static final Metric[] METRICS = Metric.values();

  private SelectReply() {}

  /** Returns a refusal with its reason. */
  public static Frame refused(String message) {
    return new WireWriter().writeByte(1).writeString(message).toFrame();
  }

  /** Writes a page. */
  public static final class Writer {
    private final WireWriter out = new WireWriter(4096);
    private final int cursorOffset;

    /** Begins a page. */
    public Writer(long windowMillis, CellLayout layout) {
      out.writeByte(0).writeVarint(windowMillis);
      LayoutCodec.write(layout, out);
      cursorOffset = out.size();
      out.writeFixed64(-1);
    }

    /** Returns the bytes written so far. */
    public int sizeBytes() {
      return out.size();
    }

    /**
     * Begins a label set. The caller writes its base and rows to the result, as the format
     * requires.
     */
    public WireWriter labelSet(Metric metric, byte[] labels, long birthMillis, long lastMillis) {
      return out.writeVarint(metric.ordinal())
          .writeBytes(labels, 0, labels.length)
          .writeVarint(birthMillis)
          .writeVarint(lastMillis);
    }

    /** Ends the page. */
    public Frame toFrame(long nextCursor) {
      byte[] bytes = out.toByteArray();
      byte[] cursor = new WireWriter(NEXT_CURSOR_BYTES).writeFixed64(nextCursor).array();
      System.arraycopy(cursor, 0, bytes, cursorOffset, NEXT_CURSOR_BYTES);
      return new Frame(bytes);
    }
  }

  /** Walks through a page: for each {@link #next}, labels, base, then {@link #rows} rows. */
  public static final class Reader {
    private final WireReader in;
    private final long windowMillis;
    private final CellLayout layout;
    private final long nextCursor;
    private final UnaryOperator<String> strings;
    private Metric metric = Metric.SPANS;
    private Labels labels = Labels.empty();
    private long birthMillis;
    private long lastMillis;
    private int rows;

    /**
     * Reads the head.
     *
     * @param known a layout to reuse if the page has the same bounds
     * @throws SelectRefusedException if the shard refused
     * @throws MalformedFrameException if the bytes are malformed
     */
    public Reader(Frame frame, CellLayout known) {
      this(frame, known, UnaryOperator.identity());
    }

    /**
     * Reads the head.
     *
     * @param known a layout to reuse if the page has the same bounds
     * @param strings maps names and values of labels, see {@link LabelSets#decode}
     * @throws SelectRefusedException if the shard refused
     * @throws MalformedFrameException if the bytes are malformed
     */
    public Reader(Frame frame, CellLayout known, UnaryOperator<String> strings) {
      this.strings = strings;
      in = new WireReader(frame);
      if (in.readByte() != 0) {
        throw new SelectRefusedException(in.readString());
      }
      windowMillis = in.readVarint();
      layout = LayoutCodec.read(in, known);
      nextCursor = in.readFixed64();
    }

    /** Returns the length of the windows that the store counts into. */
    public long windowMillis() {
      return windowMillis;
    }

    /** Returns the layout of the cells. */
    public CellLayout layout() {
      return layout;
    }

    /** Returns the cursor of the next page, or −1 if this was the last. */
    public long nextCursor() {
      return nextCursor;
    }

    /** Moves to the next label set and adds its base to an increment. Returns false at the end. */
    public boolean next(Increment base) {
      if (!in.hasMore()) {
        return false;
      }
      metric = METRICS[in.readCount(METRICS.length - 1)];
      int length = in.readLength();
      labels = LabelSets.decode(in.array(), in.position(), length, strings);
      in.skip(length);
      birthMillis = in.readVarint();
      lastMillis = in.readVarint();
      IncrementCodec.readInto(in, base);
      rows = in.readCount(Integer.MAX_VALUE);
      return true;
    }

    /** Returns the metric counted for the label set. */
    public Metric metric() {
      return metric;
    }

    /** Returns the label set's labels. */
    public Labels labels() {
      return labels;
    }

    /** Returns the stamp of the first window with the label set. */
    public long birthMillis() {
      return birthMillis;
    }

    /** Returns the stamp of the last window up to {@code through} with the label set. */
    public long lastMillis() {
      return lastMillis;
    }

    /** Returns how many rows follow. Read each with {@link #row} or {@link #exemplars}. */
    public int rows() {
      return rows;
    }

    /** Reads a row into an increment. Returns its distance in windows from the previous row. */
    public int row(Increment increment) {
      int windows = in.readCount(Integer.MAX_VALUE);
      IncrementCodec.readInto(in, increment);
      return windows;
    }

    /**
     * Offers a row's exemplars to {@code target}. Returns its distance in windows from the previous
     * row.
     */
    public int exemplars(Exemplars target) {
      int windows = in.readCount(Integer.MAX_VALUE);
      int length = in.readLength();
      ExemplarsCodec.readInto(new WireReader(in.array(), in.position(), length), target);
      in.skip(length);
      return windows;
    }
  }
}
