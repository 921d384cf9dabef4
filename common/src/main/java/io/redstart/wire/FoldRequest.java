// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.CellLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Requests an aggregation of label sets from a shard, a page at a time: what they counted between
 * the times at which a range function looks, added up by group.
 *
 * <pre>
 *   after a {@link SelectHead}:
 *   rows       bytes of {@link SelectRequest}: label sets, range of time, cursor, size of a page
 *   measure    1 byte, the ordinal of {@link Measure}
 *   function   1 byte, the ordinal of {@link Function}
 *   first      varint
 *   step       varint
 *   count      varint
 *   range      varint
 *   sampled    varint: the exclusive start of samples
 *   through    varint: the last sample
 *   without    1 byte: 1 if the labels are those that groups do not keep
 *   labels     varint count, each a string
 *   layout     bytes of {@link LayoutCodec}
 *   row slots  varint length, bytes: slot n is bit n mod 8 of byte n div 8; later slots are 0
 * </pre>
 *
 * @param rows the rows to read
 * @param measure what is added up
 * @param function what is computed of each counter
 * @param steps the times at which it is computed
 * @param groups the labels of the groups
 * @param layout the cells that the caller wants; a shard with other cells answers with rows
 * @param rowSlots slots whose label sets are wanted as rows, because other stores have some too
 */
public record FoldRequest(
    SelectRequest rows,
    Measure measure,
    Function function,
    Steps steps,
    Groups groups,
    CellLayout layout,
    BitSet rowSlots) {
  /** The most steps that a shard accepts. */
  public static final int STEPS_MAX = 20_000;

  private static final int LABELS_MAX = 1_000;

  /** What is added up. */
  public enum Measure {
    /** Calls. */
    CALLS,
    /** Nanoseconds. */
    SUM,
    /** Counts by cell. */
    CELLS,
    /** Counts by configured bucket. */
    BUCKETS
  }

  /** What is computed of each counter. */
  public enum Function {
    /** The increase, extrapolated as Prometheus does: for {@code rate} and {@code increase}. */
    INCREASE,
    /** The difference of the last two samples. */
    LAST_PAIR,
    /** The last sample. */
    NEWEST
  }

  /**
   * The times at which a function looks at samples.
   *
   * @param firstMillis the first time
   * @param stepMillis the distance of these times, more than 0
   * @param count how many there are
   * @param rangeMillis how far back it looks, exclusive
   * @param fromMillis all samples are later than this stamp
   * @param throughMillis the stamp of the last sample
   */
  public record Steps(
      long firstMillis,
      long stepMillis,
      int count,
      long rangeMillis,
      long fromMillis,
      long throughMillis) {
    /** Checks the numbers. */
    public Steps {
      if (stepMillis < 1 || count < 1 || count > STEPS_MAX || rangeMillis < 1) {
        throw new IllegalArgumentException(
            count + " steps of " + stepMillis + " ms, range " + rangeMillis + " ms");
      }
    }

    /** Returns the time of a step. */
    public long timeMillis(int step) {
      return firstMillis + step * stepMillis;
    }
  }

  /**
   * The labels by which label sets are grouped.
   *
   * @param without whether the labels are those that groups do not keep
   * @param labels names of labels
   */
  public record Groups(boolean without, List<String> labels) {
    /** Copies the list. */
    public Groups {
      labels = List.copyOf(labels);
    }
  }

  /** Returns the same request for a later page. */
  public FoldRequest withCursor(long next) {
    return new FoldRequest(
        rows.withCursor(next), measure, function, steps, groups, layout, rowSlots);
  }

  /** Writes the request's bytes. */
  void writeTo(WireWriter out) {
    rows.writeTo(out);
    out.writeByte(measure.ordinal())
        .writeByte(function.ordinal())
        .writeVarint(steps.firstMillis)
        .writeVarint(steps.stepMillis)
        .writeVarint(steps.count)
        .writeVarint(steps.rangeMillis)
        .writeVarint(steps.fromMillis)
        .writeVarint(steps.throughMillis)
        .writeBoolean(groups.without)
        .writeVarint(groups.labels.size());
    groups.labels.forEach(out::writeString);
    LayoutCodec.write(layout, out);
    byte[] slots = rowSlots.toByteArray();
    out.writeBytes(slots, 0, slots.length);
  }

  /**
   * Reads a request.
   *
   * @param known a layout to reuse if the request has the same bounds
   * @throws MalformedFrameException if the bytes are malformed
   * @throws IllegalArgumentException if a part of it is invalid
   */
  public static FoldRequest from(
      WireReader in, SelectRequest.MatcherFactory matchersByText, CellLayout known) {
    SelectRequest rows = SelectRequest.from(in, matchersByText);
    Measure measure = Measure.values()[in.readCount(Measure.values().length - 1)];
    Function function = Function.values()[in.readCount(Function.values().length - 1)];
    Steps steps = new Steps(
        in.readVarint(),
        in.readVarint(),
        in.readCount(STEPS_MAX),
        in.readVarint(),
        in.readVarint(),
        in.readVarint());
    boolean without = in.readBoolean();
    List<String> labels = new ArrayList<>();
    for (int left = in.readCount(LABELS_MAX); left > 0; left--) {
      labels.add(in.readString());
    }
    CellLayout layout = LayoutCodec.read(in, known);
    int length = in.readCount(LabelSets.SLOTS / Byte.SIZE);
    byte[] slots = new byte[length];
    int offset = in.position();
    in.skip(length);
    System.arraycopy(in.array(), offset, slots, 0, length);
    return new FoldRequest(
        rows, measure, function, steps, new Groups(without, labels), layout, BitSet.valueOf(slots));
  }
}
