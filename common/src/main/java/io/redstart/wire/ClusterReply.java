// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

/**
 * The answer to a {@link ClusterRequest}: why it was refused, and the facts of the aggregator.
 *
 * <pre>
 *   refusal     string, empty if the request was accepted
 *   program     string
 *   labelSets   varint
 *   storeBytes  varint
 *   freeBytes   varint
 *   lastCommit  varint
 *   phase       string
 *   doneBytes   varint
 *   totalBytes  varint
 *   problem     string
 *   …           later versions may append fields; readers ignore what they do not know
 * </pre>
 *
 * @param refusal why nothing was done; empty if it was
 * @param facts the state of the aggregator and its store after the request
 */
public record ClusterReply(String refusal, Facts facts) {
  /**
   * The state of an aggregator.
   *
   * @param program the version of the program
   * @param labelSets how many label sets its store holds
   * @param storeBytes the size of its store on disk
   * @param freeBytes how much its disk has free
   * @param lastCommit the last commit of its journal, 0 if it has none
   * @param draining how far it is with handing over its stores
   */
  public record Facts(
      String program,
      long labelSets,
      long storeBytes,
      long freeBytes,
      long lastCommit,
      Draining draining) {}

  /**
   * How far an aggregator is with handing over its stores.
   *
   * @param phase what it is doing, for people; empty if it is not draining
   * @param doneBytes how many bytes of the store at hand are copied
   * @param totalBytes the size of the store at hand; 0 if it is not known yet
   * @param problem why the last attempt failed; empty if it did not
   */
  public record Draining(String phase, long doneBytes, long totalBytes, String problem) {
    /** An aggregator that was never asked to. */
    public static final Draining NO = new Draining("", 0, 0, "");
  }

  /** Returns the reply's bytes. */
  public Frame toFrame() {
    Draining draining = facts.draining;
    return new WireWriter()
        .writeString(refusal)
        .writeString(facts.program)
        .writeVarint(facts.labelSets)
        .writeVarint(facts.storeBytes)
        .writeVarint(facts.freeBytes)
        .writeVarint(facts.lastCommit)
        .writeString(draining.phase)
        .writeVarint(draining.doneBytes)
        .writeVarint(draining.totalBytes)
        .writeString(draining.problem)
        .toFrame();
  }

  /**
   * Reads a reply.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  public static ClusterReply from(Frame frame) {
    WireReader in = new WireReader(frame);
    return new ClusterReply(
        in.readString(),
        new Facts(
            in.readString(),
            in.readVarint(),
            in.readVarint(),
            in.readVarint(),
            in.readVarint(),
            new Draining(in.readString(), in.readVarint(), in.readVarint(), in.readString())));
  }
}
