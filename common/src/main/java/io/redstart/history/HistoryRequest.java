// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.model.LabelMatcher;
import io.redstart.wire.Frame;
import io.redstart.wire.Matchers;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.List;

/**
 * Requests own metrics from a process, a page at a time, at {@link
 * MemberAnnouncement#historyAddress}. The caller requests the next page when the last one has
 * arrived.
 *
 * <pre>
 *   part     1 byte, the ordinal of {@link Part}
 *   from     varint
 *   through  varint
 *   cursor   varint
 *   maxBytes varint
 *   matchers as {@link Matchers} writes them
 * </pre>
 *
 * @param part what is wanted of each series, or of all of them
 * @param fromSlot the first slot
 * @param throughSlot the last slot
 * @param cursor 0 for the first page, then {@link HistoryPage#nextCursor}
 * @param maxBytes a page ends with the series that reaches this size
 * @param matchers conditions on all labels, {@code __name__} among them
 */
public record HistoryRequest(
    Part part,
    long fromSlot,
    long throughSlot,
    long cursor,
    int maxBytes,
    List<LabelMatcher> matchers) {
  /** What is wanted. */
  public enum Part {
    /** The samples of series, answered with {@link HistoryPage}s. */
    SAMPLES,
    /** The labels of series that have samples, answered with {@link HistoryPage}s. */
    LABELS,
    /** Types and help of all metrics, answered with one {@link OwnFamilies}. */
    FAMILIES
  }

  /** Copies the list. */
  public HistoryRequest {
    matchers = List.copyOf(matchers);
  }

  /** Returns the request for the families. */
  public static HistoryRequest families() {
    return new HistoryRequest(Part.FAMILIES, 0, 0, 0, 0, List.of());
  }

  /** Returns the same request for a later page. */
  public HistoryRequest withCursor(long next) {
    return new HistoryRequest(part, fromSlot, throughSlot, next, maxBytes, matchers);
  }

  /** Returns the request's bytes. */
  public Frame toFrame() {
    WireWriter out = new WireWriter()
        .writeByte(part.ordinal())
        .writeVarint(fromSlot)
        .writeVarint(throughSlot)
        .writeVarint(cursor)
        .writeVarint(maxBytes);
    Matchers.write(matchers, out);
    return out.toFrame();
  }

  /**
   * Reads a request.
   *
   * @throws io.redstart.wire.MalformedFrameException if the bytes are malformed
   * @throws IllegalArgumentException if a regular expression is invalid or exceeds a limit
   */
  public static HistoryRequest from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new HistoryRequest(
        Part.values()[in.readCount(Part.values().length - 1)],
        in.readVarint(),
        in.readVarint(),
        in.readVarint(),
        in.readCount(Integer.MAX_VALUE),
        Matchers.read(in, LabelMatcher::of));
  }
}
