// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * A shard's reply on a channel, sent only after the write that it confirms is durable.
 *
 * <pre>
 *   outcome        1 byte, the ordinal of {@link ReplyOutcome}
 *   lastSequence   varint
 *   grantBytes     varint
 *   grantMaxBytes  varint
 *   message        string
 * </pre>
 *
 * @param outcome the result of the request
 * @param lastSequence the channel's highest applied sequence; 0 if none
 * @param grantBytes the largest size of the next message that the shard accepts
 * @param grantMaxBytes the largest grant that the shard can ever give; it never accepts a larger
 *     message
 * @param message the human-readable reason of a refusal; otherwise empty
 */
public record ChannelReply(
    ReplyOutcome outcome, long lastSequence, int grantBytes, int grantMaxBytes, String message) {
  /** The upper limit of every shard's grants. */
  public static final int GRANT_MAX_BYTES = 8 << 20;

  /** The result of a request. */
  public enum ReplyOutcome {
    /** Opened, applied, or answered. */
    DONE,
    /** The batch's sequence is at or below the last one: it was applied before. */
    DUPLICATE,
    /** Nothing was applied and nothing will be: the store does not know the channel. */
    UNKNOWN_CHANNEL,
    /** Nothing was applied and nothing will be; the message gives the reason. */
    REFUSED,
    /**
     * Nothing was applied and nothing will be: the batch uses label set numbers that the store does
     * not know ({@link BatchWriter}).
     */
    UNKNOWN_NUMBERS
  }

  /** Returns a reply without a message, from a shard that can grant up to the limit. */
  public static ChannelReply of(ReplyOutcome outcome, long lastSequence, int grantBytes) {
    return new ChannelReply(outcome, lastSequence, grantBytes, GRANT_MAX_BYTES, "");
  }

  /** Returns the reply's bytes. */
  public Frame toFrame() {
    return new WireWriter()
        .writeByte(outcome.ordinal())
        .writeVarint(lastSequence)
        .writeVarint(grantBytes)
        .writeVarint(grantMaxBytes)
        .writeString(message)
        .toFrame();
  }

  /** Reads a reply. */
  public static ChannelReply from(Frame frame) {
    WireReader in = new WireReader(frame);
    int outcome = in.readByte();
    if (outcome >= ReplyOutcome.values().length) {
      throw new MalformedFrameException("unknown outcome of a channel request: " + outcome);
    }
    return new ChannelReply(
        ReplyOutcome.values()[outcome],
        in.readVarint(),
        in.readCount(Integer.MAX_VALUE),
        in.readCount(GRANT_MAX_BYTES),
        in.readString());
  }
}
