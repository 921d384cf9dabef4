// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.Labels;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A page of a folded aggregation. All parts of one group, from all pages of all shards, add up.
 *
 * <pre>
 *   outcome     1 byte: 0 a page follows; 1 refused, a string follows
 *   nextCursor  8 bytes; −1 after the last page
 *   rows        varint length, bytes of a {@link SelectReply}: label sets that are not folded
 *   parts until the end, each:
 *     group     varint length, bytes of {@link LabelSets}: the labels of the group
 *     zero      varint: 0 for label sets that have a sample before every step, otherwise the
 *               stamp of their first sample
 *     series    varint: how many label sets were added up
 *     sums      varint length, then what the segments of time hold, see io.redstart.fold
 *     capped    varint count, each: step varint, cell varint, 8 bytes of a double
 * </pre>
 *
 * <p>A shard sends its groups in ascending order of the bytes of their labels, unsigned. So a caller
 * that reads several shards side by side knows that a group is complete as soon as each of them has
 * reached a later one. Label sets that the caller wants as rows come before all groups; others, of
 * which rows are lost, can follow on any page.
 *
 * <p>{@code capped} corrects what Prometheus' extrapolation gives for counters that would have been
 * 0 within a range: by how much the count of a step in a cell differs from its integer multiplied
 * by the step's factor.
 */
public final class FoldReply {
  private FoldReply() {}

  /** Writes a page. */
  public static final class Writer {
    private final WireWriter out = new WireWriter(4096);

    /** Begins a page. */
    public Writer() {}

    /** Returns the bytes of all parts so far. */
    public int sizeBytes() {
      return out.size();
    }

    /** Begins a part. The caller writes its sums and corrections to the result. */
    public WireWriter part(byte[] group, long zeroMillis, int series) {
      return out.writeBytes(group, 0, group.length).writeVarint(zeroMillis).writeVarint(series);
    }

    /** Ends the page. */
    public Frame toFrame(long nextCursor, Frame rows) {
      byte[] select = rows.bytes();
      return new WireWriter(out.size() + select.length + 32)
          .writeByte(0)
          .writeFixed64(nextCursor)
          .writeBytes(select, 0, select.length)
          .writeRaw(out.array(), 0, out.size())
          .toFrame();
    }
  }

  /** Walks through a page. */
  public static final class Reader {
    private final WireReader in;
    private final long nextCursor;
    private final Frame rows;
    private final UnaryOperator<String> strings;
    private int groupAt;
    private int groupLength;
    private long zeroMillis;
    private int series;

    /**
     * Reads the head.
     *
     * @param strings maps names and values of labels, see {@link LabelSets#decode}
     * @throws SelectRefusedException if the shard refused
     * @throws MalformedFrameException if the bytes are malformed
     */
    public Reader(Frame frame, UnaryOperator<String> strings) {
      this.strings = strings;
      in = new WireReader(frame);
      if (in.readByte() != 0) {
        throw new SelectRefusedException(in.readString());
      }
      nextCursor = in.readFixed64();
      int length = in.readLength();
      byte[] select = new byte[length];
      System.arraycopy(in.array(), in.position(), select, 0, length);
      in.skip(length);
      rows = new Frame(select);
    }

    /** Returns the cursor of the next page, or −1 if this was the last. */
    public long nextCursor() {
      return nextCursor;
    }

    /** Returns the page of label sets that are not folded. */
    public Frame rows() {
      return rows;
    }

    /** Moves to the next part; the caller has read the sums and corrections of the one before. */
    public boolean next() {
      if (!in.hasMore()) {
        return false;
      }
      groupLength = in.readLength();
      groupAt = in.position();
      in.skip(groupLength);
      zeroMillis = in.readVarint();
      series = in.readCount(Integer.MAX_VALUE);
      return true;
    }

    /**
     * Returns the labels of the part's group.
     *
     * @throws MalformedFrameException if the bytes are malformed
     */
    public Labels group() {
      return LabelSets.decode(in.array(), groupAt, groupLength, strings);
    }

    /** Returns the bytes of the labels of the part's group. */
    public byte[] groupBytes() {
      return Arrays.copyOfRange(in.array(), groupAt, groupAt + groupLength);
    }

    /** Returns whether the labels of the part's group have these bytes. */
    public boolean isOf(byte[] bytes) {
      return Arrays.equals(in.array(), groupAt, groupAt + groupLength, bytes, 0, bytes.length);
    }

    /** Returns the stamp of the first sample of the part's label sets, 0 if before all steps. */
    public long zeroMillis() {
      return zeroMillis;
    }

    /** Returns how many label sets the part adds up. */
    public int series() {
      return series;
    }

    /** Returns the reader of the sums and corrections of the part; both must be read. */
    public WireReader content() {
      return in;
    }
  }
}
