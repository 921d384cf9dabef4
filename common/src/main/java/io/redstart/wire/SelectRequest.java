// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.LabelMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a shard for the rows of label sets, a page at a time: the next page is asked for when the
 * last one has arrived, so the asker's pace bounds what is under way.
 *
 * <pre>
 *   from      varint
 *   through   varint
 *   parts     1 byte
 *   cursor    varint
 *   maxBytes  varint
 *   matchers  varint count, each: name string, op 1 byte, value string
 * </pre>
 *
 * @param matchers conditions on a label set's labels, which have no {@code __name__}
 * @param fromMillis windows with a later stamp are asked for: epoch milliseconds
 * @param throughMillis the last window asked for; must be sealed
 * @param parts what is wanted of each label set
 * @param cursor 0 for the first page, then {@link SelectReply#nextCursor}
 * @param maxBytes after this many bytes a page ends, with the label set that reached it
 */
public record SelectRequest(
    List<LabelMatcher> matchers,
    long fromMillis,
    long throughMillis,
    Parts parts,
    long cursor,
    int maxBytes) {
  private static final int MATCHERS_MAX = 1000;

  /** What is wanted of each label set. */
  public enum Parts {
    /** Labels and when they lived; no rows. */
    LABELS,
    /** Calls and sums; rows without cells. */
    CALLS,
    /** Everything. */
    CELLS
  }

  /** Copies the list. */
  public SelectRequest {
    matchers = List.copyOf(matchers);
  }

  /** Returns the same question for a later page. */
  public SelectRequest withCursor(long next) {
    return new SelectRequest(matchers, fromMillis, throughMillis, parts, next, maxBytes);
  }

  /** Returns the request's bytes. */
  public Frame toFrame() {
    WireWriter out = new WireWriter()
        .writeVarint(fromMillis)
        .writeVarint(throughMillis)
        .writeByte(parts.ordinal())
        .writeVarint(cursor)
        .writeVarint(maxBytes)
        .writeVarint(matchers.size());
    for (LabelMatcher matcher : matchers) {
      out.writeString(matcher.name())
          .writeByte(matcher.op().ordinal())
          .writeString(matcher.value());
    }
    return out.toFrame();
  }

  /**
   * Reads a request.
   *
   * @throws MalformedFrameException if the bytes do not fit
   * @throws IllegalArgumentException if a regular expression is not one
   */
  public static SelectRequest from(Frame frame) {
    WireReader in = new WireReader(frame);
    long from = in.readVarint();
    long through = in.readVarint();
    int parts = in.readCount(Parts.values().length - 1);
    long cursor = in.readVarint();
    int maxBytes = in.readCount(Integer.MAX_VALUE);
    int count = in.readCount(MATCHERS_MAX);
    List<LabelMatcher> matchers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      LabelMatcher.Op op =
          LabelMatcher.Op.values()[in.readCount(LabelMatcher.Op.values().length - 1)];
      matchers.add(LabelMatcher.of(name, op, in.readString()));
    }
    return new SelectRequest(matchers, from, through, Parts.values()[parts], cursor, maxBytes);
  }
}
