// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * What a shard answers on a channel, always after the write that it speaks of is durable.
 *
 * <pre>
 *   outcome        1 byte, the ordinal of {@link ReplyOutcome}
 *   lastSequence   varint
 *   grantBytes     varint
 *   grantMaxBytes  varint
 *   message        string
 * </pre>
 *
 * @param outcome what became of the request
 * @param lastSequence the highest sequence of the channel that was applied; 0 if none
 * @param grantBytes the size of the largest next message that will be taken
 * @param grantMaxBytes the largest grant that the shard can ever give; a message that is larger will
 *     never be accepted
 * @param message why, for a person, where the outcome is a refusal; otherwise empty
 */
public record ChannelReply(
    ReplyOutcome outcome, long lastSequence, int grantBytes, int grantMaxBytes, String message) {
  /** No shard ever grants more. */
  public static final int GRANT_MAX_BYTES = 8 << 20;

  /** What became of a request. */
  public enum ReplyOutcome {
    /** Opened, applied, or answered. */
    DONE,
    /** A batch at or below the last sequence: it had been applied before. */
    DUPLICATE,
    /** Nothing was applied and nothing will be: the store does not know the channel. */
    UNKNOWN_CHANNEL,
    /** Nothing was applied and nothing will be: the message says why. */
    REFUSED,
    /**
     * Nothing was applied and nothing will be: the batch names label sets by numbers that the store
     * does not know ({@link BatchWriter}).
     */
    UNKNOWN_NUMBERS
  }

  /** Returns a reply without a message, of a shard that can grant the most. */
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
