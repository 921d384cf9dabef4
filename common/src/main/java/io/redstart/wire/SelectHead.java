// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * The beginning of every message to a shard's select address. The event loop reads only this; a
 * worker reads the {@link SelectRequest} that follows.
 *
 * <pre>
 *   kind     1 byte, the ordinal of {@link Kind}
 *   query    8 bytes
 *   timeout  varint: milliseconds
 *   request  bytes of {@link SelectRequest} for a {@link Kind#PAGE}, of {@link FoldRequest} for a
 *            {@link Kind#FOLD}
 * </pre>
 *
 * @param query random, the same in all messages of one query; a shard can work on several of its
 *     pages at once
 * @param timeoutMillis the caller stops waiting for the page after this time; 0 for a {@link
 *     Kind#CANCEL}
 */
public record SelectHead(Kind kind, long query, long timeoutMillis) {
  /** The kind of message. */
  public enum Kind {
    /** Request a page. */
    PAGE,
    /** Cancel the query: the caller no longer waits for its pages. Has no reply. */
    CANCEL,
    /** Request a page of a folded aggregation. */
    FOLD
  }

  /** Returns the head of a page request. */
  public static SelectHead page(long query, long timeoutMillis) {
    return new SelectHead(Kind.PAGE, query, timeoutMillis);
  }

  /** Returns the message that cancels a query. */
  public static Frame cancel(long query) {
    return new SelectHead(Kind.CANCEL, query, 0).write().toFrame();
  }

  /** Returns the message that requests a page. */
  public Frame toFrame(SelectRequest request) {
    WireWriter out = write();
    request.writeTo(out);
    return out.toFrame();
  }

  /** Returns the message that requests a page of a folded aggregation. */
  public static Frame fold(long query, long timeoutMillis, FoldRequest request) {
    WireWriter out = new SelectHead(Kind.FOLD, query, timeoutMillis).write();
    request.writeTo(out);
    return out.toFrame();
  }

  private WireWriter write() {
    return new WireWriter()
        .writeByte(kind.ordinal())
        .writeFixed64(query)
        .writeVarint(timeoutMillis);
  }

  /**
   * Reads the head and leaves the reader at the request.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  public static SelectHead from(WireReader in) {
    int kind = in.readCount(Kind.values().length - 1);
    return new SelectHead(Kind.values()[kind], in.readFixed64(), in.readVarint());
  }
}
