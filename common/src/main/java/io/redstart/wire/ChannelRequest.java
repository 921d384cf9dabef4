// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import java.util.UUID;

/**
 * An ingest verticle's request to a shard on a channel, other than a batch ({@link BatchWriter}).
 *
 * <pre>
 *   kind     1 byte, the ordinal of {@link Kind}
 *   channel  16 bytes
 * </pre>
 *
 * @param kind never {@link Kind#BATCH}
 * @param channel the channel's id, random for each start of an ingest verticle and shard
 */
public record ChannelRequest(Kind kind, UUID channel) {
  /** The kind of request. */
  public enum Kind {
    /** Register the channel durably; its last sequence is 0. */
    OPEN,
    /** Count the entries that follow. */
    BATCH,
    /** Ask for the channel's last applied sequence. */
    PROBE,
    /** The channel will not be used again. */
    CLOSE
  }

  /** Rejects {@link Kind#BATCH}, which has its own writer. */
  public ChannelRequest {
    if (kind == Kind.BATCH) {
      throw new IllegalArgumentException("a batch is written by BatchWriter");
    }
  }

  /** Returns the kind of a channel request from its first byte. */
  public static Kind kindOf(Frame frame) {
    int kind = new WireReader(frame).readByte();
    if (kind >= Kind.values().length) {
      throw new MalformedFrameException("unknown kind of channel request: " + kind);
    }
    return Kind.values()[kind];
  }

  /** Returns the request's bytes. */
  public Frame toFrame() {
    return new WireWriter(17).writeByte(kind.ordinal()).writeUuid(channel).toFrame();
  }

  /** Reads a request that is not a batch. */
  public static ChannelRequest from(Frame frame) {
    Kind kind = kindOf(frame);
    if (kind == Kind.BATCH) {
      throw new MalformedFrameException("a batch is read by BatchReader");
    }
    WireReader in = new WireReader(frame);
    in.skip(1);
    return new ChannelRequest(kind, in.readUuid());
  }
}
