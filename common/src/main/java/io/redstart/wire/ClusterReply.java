// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;
import java.util.ArrayList;
import java.util.List;

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
 *   lacking     varint, then for each store its id in 16 bytes, phase string, problem string;
 *               missing in messages of earlier releases
 *   …           later versions may append fields; readers ignore what they do not know
 * </pre>
 *
 * @param refusal why nothing was done; empty if it was
 * @param facts the state of the aggregator and its store after the request
 */
public record ClusterReply(String refusal, Facts facts) {
  /** Far more than {@code aggregator.max_kept_stores} allows. */
  private static final int LACKING_MAX = 1_000;

  /**
   * The state of an aggregator.
   *
   * @param program the version of the program
   * @param labelSets how many label sets its store holds
   * @param storeBytes the size of its store on disk
   * @param freeBytes how much its disk has free
   * @param lastCommit the last commit of its journal, 0 if it has none
   * @param draining how far it is with handing over its stores
   * @param lacking the stores that it keeps for others and that have too few copies
   */
  public record Facts(
      String program,
      long labelSets,
      long storeBytes,
      long freeBytes,
      long lastCommit,
      Draining draining,
      List<Lacking> lacking) {
    /** Copies the list. */
    public Facts {
      lacking = List.copyOf(lacking);
    }
  }

  /**
   * A store that nobody counts into any more, and that has too few copies.
   *
   * @param phase how far another copy is, for people; empty if none is being made
   * @param problem why the last attempt failed; empty if it did not
   */
  public record Lacking(StoreId store, String phase, String problem) {}

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
    WireWriter out = new WireWriter()
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
        .writeVarint(facts.lacking.size());
    for (Lacking one : facts.lacking) {
      out.writeFixed64(one.store.high())
          .writeFixed64(one.store.low())
          .writeString(one.phase)
          .writeString(one.problem);
    }
    return out.toFrame();
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
            new Draining(in.readString(), in.readVarint(), in.readVarint(), in.readString()),
            in.hasMore() ? lacking(in) : List.of()));
  }

  private static List<Lacking> lacking(WireReader in) {
    int count = in.readCount(LACKING_MAX);
    List<Lacking> lacking = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      StoreId store = new StoreId(in.readFixed64(), in.readFixed64());
      lacking.add(new Lacking(store, in.readString(), in.readString()));
    }
    return lacking;
  }
}
