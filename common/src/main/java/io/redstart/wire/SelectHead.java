// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * The beginning of every message to a shard's select address: all that its event loop reads, before a
 * worker reads the {@link SelectRequest} behind it.
 *
 * <pre>
 *   kind     1 byte, the ordinal of {@link Kind}
 *   query    8 bytes
 *   timeout  varint: milliseconds
 *   request  bytes of {@link SelectRequest}, of a {@link Kind#PAGE} only
 * </pre>
 *
 * @param query random, the same in all messages of one query; a shard may have several of its pages
 *     under way
 * @param timeoutMillis after so long nobody waits for the page any more; 0 of a {@link Kind#CANCEL}
 */
public record SelectHead(Kind kind, long query, long timeoutMillis) {
  /** What is asked. */
  public enum Kind {
    /** Make a page. */
    PAGE,
    /** Nobody waits for the query's pages any more; has no answer. */
    CANCEL
  }

  /** Returns the head of a request for a page. */
  public static SelectHead page(long query, long timeoutMillis) {
    return new SelectHead(Kind.PAGE, query, timeoutMillis);
  }

  /** Returns the message that cancels a query. */
  public static Frame cancel(long query) {
    return new SelectHead(Kind.CANCEL, query, 0).write().toFrame();
  }

  /** Returns the message that asks for a page. */
  public Frame toFrame(SelectRequest request) {
    WireWriter out = write();
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
   * @throws MalformedFrameException if the bytes do not fit
   */
  public static SelectHead from(WireReader in) {
    int kind = in.readCount(Kind.values().length - 1);
    return new SelectHead(Kind.values()[kind], in.readFixed64(), in.readVarint());
  }
}
