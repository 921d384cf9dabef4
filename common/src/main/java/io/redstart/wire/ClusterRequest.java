// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * What {@code redstart cluster} asks an aggregator, answered with a {@link ClusterReply}.
 *
 * <pre>
 *   kind  1 byte, the ordinal of a {@link Kind}
 *   name  string
 *   …     later versions may append fields; readers ignore what they do not know
 * </pre>
 *
 * @param name the name of the aggregator to forget; empty for other kinds
 */
public record ClusterRequest(Kind kind, String name) {
  /** What is asked. */
  public enum Kind {
    /** Its facts. */
    FACTS,
    /** To hand its stores over to other aggregators. */
    DRAIN,
    /** To bury the silent stores of a name. */
    FORGET
  }

  private static final Kind[] KINDS = Kind.values();

  /** Creates a request of a kind that needs no name. */
  public ClusterRequest(Kind kind) {
    this(kind, "");
  }

  /** Returns the request's bytes. */
  public Frame toFrame() {
    return new WireWriter().writeByte(kind.ordinal()).writeString(name).toFrame();
  }

  /**
   * Reads a request.
   *
   * @throws MalformedFrameException if the bytes are malformed, or of a kind that is unknown
   */
  public static ClusterRequest from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new ClusterRequest(KINDS[in.readCount(KINDS.length - 1)], in.readString());
  }
}
