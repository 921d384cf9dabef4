// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * The answer to a {@link FollowRequest}.
 *
 * <pre>
 *   outcome  1 byte, the ordinal of {@link Outcome}
 *   session  8 bytes
 *   life     8 bytes
 *   commit   varint
 *   message  string
 * </pre>
 *
 * @param session of this conversation; a later {@link FollowRequest.Kind#HELLO} ends it
 * @param life the life of the store that the copy's last commit is from: random, another one each
 *     time that the store is opened; 0 if there is no copy
 * @param commit the last commit that is durable in the copy; 0 if there is none
 * @param message the reason of a refusal; otherwise empty
 */
public record FollowReply(Outcome outcome, long session, long life, long commit, String message) {
  /** The result of a request. */
  public enum Outcome {
    /** Done. */
    DONE,
    /** A copy is being pulled: ask again later. */
    COPYING,
    /** Nothing was done; the message gives the reason. */
    REFUSED
  }

  private static final Outcome[] OUTCOMES = Outcome.values();

  /** Returns a refusal. */
  public static FollowReply refused(String reason) {
    return new FollowReply(Outcome.REFUSED, 0, 0, 0, reason);
  }

  /** Returns the reply's bytes. */
  public Frame toFrame() {
    return new WireWriter()
        .writeByte(outcome.ordinal())
        .writeFixed64(session)
        .writeFixed64(life)
        .writeVarint(commit)
        .writeString(message)
        .toFrame();
  }

  /** Reads a reply. */
  public static FollowReply from(Frame frame) {
    WireReader in = new WireReader(frame);
    int outcome = in.readByte();
    if (outcome >= OUTCOMES.length) {
      throw new MalformedFrameException("unknown outcome of a request to follow: " + outcome);
    }
    return new FollowReply(
        OUTCOMES[outcome], in.readFixed64(), in.readFixed64(), in.readVarint(), in.readString());
  }
}
