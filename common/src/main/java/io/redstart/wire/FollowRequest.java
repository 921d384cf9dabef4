// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;

/**
 * A message from a store to the aggregator that keeps a copy of it, at {@link
 * Announcement#followAddress}.
 *
 * <pre>
 *   version  1 byte, 1
 *   kind     1 byte, the ordinal of {@link Kind}
 *   store    16 bytes
 *   session  8 bytes
 *   life     8 bytes
 *   sealed   varint
 *   address  string
 *   records  varint length and bytes
 *   heap     varint; in START_OVER only, and missing in messages of earlier releases
 * </pre>
 *
 * @param store the store that is followed
 * @param session as in the reply to {@link Kind#HELLO}, 0 in that request itself
 * @param life of the store, see {@link FollowReply}
 * @param sealedMillis no later records count into windows up to this stamp
 * @param address where a copy of the store can be pulled
 * @param records records of the store's journal, as they stand there
 * @param heapBytes the size of what the store has in memory
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record FollowRequest(
    Kind kind,
    StoreId store,
    long session,
    long life,
    long sealedMillis,
    String address,
    byte[] records,
    long heapBytes) {
  /** What is asked. */
  public enum Kind {
    /** Begins a session and ends all earlier ones; asks for the state of the copy. */
    HELLO,
    /** Says that the copy is the beginning of the store's journal: records of the life follow. */
    BEGIN,
    /** Says that the copy cannot go on, or asks for the first one. */
    START_OVER,
    /** Sends records. */
    RECORDS
  }

  private static final int VERSION = 1;
  private static final Kind[] KINDS = Kind.values();
  private static final byte[] NOTHING = {};

  /** Returns a request to begin a session. */
  public static FollowRequest hello(StoreId store) {
    return new FollowRequest(Kind.HELLO, store, 0, 0, 0, "", NOTHING, 0);
  }

  /** Returns the request to follow from the copy's last commit on. */
  public static FollowRequest begin(StoreId store, long session, long life) {
    return new FollowRequest(Kind.BEGIN, store, session, life, 0, "", NOTHING, 0);
  }

  /** Returns the request to pull a copy of the present life. */
  public static FollowRequest startOver(
      StoreId store, long session, long life, String address, long heapBytes) {
    return new FollowRequest(Kind.START_OVER, store, session, life, 0, address, NOTHING, heapBytes);
  }

  /** Returns the request to append records. */
  public static FollowRequest records(
      StoreId store, long session, long life, long sealedMillis, byte[] records) {
    return new FollowRequest(Kind.RECORDS, store, session, life, sealedMillis, "", records, 0);
  }

  /** Returns the request's bytes. */
  public Frame toFrame() {
    WireWriter out = new WireWriter(records.length + 64)
        .writeByte(VERSION)
        .writeByte(kind.ordinal())
        .writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeFixed64(session)
        .writeFixed64(life)
        .writeVarint(sealedMillis)
        .writeString(address)
        .writeBytes(records, 0, records.length);
    if (kind == Kind.START_OVER) {
      out.writeVarint(heapBytes);
    }
    return out.toFrame();
  }

  /** Reads a request. */
  public static FollowRequest from(Frame frame) {
    WireReader in = new WireReader(frame);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedFrameException("request to follow of version " + version);
    }
    int kind = in.readByte();
    if (kind >= KINDS.length) {
      throw new MalformedFrameException("request to follow of kind " + kind);
    }
    return new FollowRequest(
        KINDS[kind],
        new StoreId(in.readFixed64(), in.readFixed64()),
        in.readFixed64(),
        in.readFixed64(),
        in.readVarint(),
        in.readString(),
        bytes(in),
        in.hasMore() ? in.readVarint() : 0);
  }

  private static byte[] bytes(WireReader in) {
    byte[] bytes = new byte[in.readLength()];
    System.arraycopy(in.array(), in.position(), bytes, 0, bytes.length);
    in.skip(bytes.length);
    return bytes;
  }
}
