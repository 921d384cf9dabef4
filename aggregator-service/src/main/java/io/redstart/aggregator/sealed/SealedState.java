// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the chunks have come. It is written with each chunk, last, so that everything it claims is
 * there:
 *
 * <pre>
 *   version      1 byte, 1
 *   through      8 bytes: rows up to this stamp are in chunks, later ones in the journal
 *   firstCommit  8 bytes: the first commit of the journal that is still needed
 *   nextId       8 bytes: no label set has this id or a later one
 *   tiers        varint count, each:
 *     rolled     8 bytes: the families of the tier up to this stamp are rolled up
 *     dropped    8 bytes: the families of the tier up to this stamp are dropped
 * </pre>
 *
 * @param throughMillis every row with a stamp up to this one is in a chunk, and no later one is read
 * @param tiers the progress of each tier, the finest first
 */
public record SealedState(long throughMillis, long firstCommit, int nextId, List<Progress> tiers) {
  private static final int VERSION = 1;
  private static final int TIERS_MAX = 100;

  /**
   * The progress of a tier.
   *
   * @param rolledMillis families up to this stamp are added to the totals (of the finest tier) and
   *     rolled up into the next tier
   * @param droppedMillis families up to this stamp are dropped
   */
  public record Progress(long rolledMillis, long droppedMillis) {}

  /** Copies the list. */
  public SealedState {
    tiers = List.copyOf(tiers);
  }

  /** Returns the state of an empty store. */
  static SealedState empty(long throughMillis, int tiers) {
    List<Progress> progress = new ArrayList<>();
    for (int i = 0; i < tiers; i++) {
      progress.add(new Progress(throughMillis, throughMillis));
    }
    return new SealedState(throughMillis, 0, 0, progress);
  }

  SealedState withThrough(long millis, long commit, int id) {
    return new SealedState(millis, commit, id, tiers);
  }

  SealedState with(int tier, Progress progress) {
    List<Progress> changed = new ArrayList<>(tiers);
    changed.set(tier, progress);
    return new SealedState(throughMillis, firstCommit, nextId, changed);
  }

  /** Adds tiers that the store did not have before; they begin with what is not rolled up yet. */
  SealedState withTiers(int count) {
    List<Progress> more = new ArrayList<>(tiers);
    while (more.size() < count) {
      // What is rolled up already was not rolled up into the new tier.
      long fromMillis = more.get(more.size() - 1).rolledMillis;
      more.add(new Progress(fromMillis, fromMillis));
    }
    return new SealedState(throughMillis, firstCommit, nextId, more);
  }

  byte[] toBytes() {
    WireWriter out = new WireWriter()
        .writeByte(VERSION)
        .writeFixed64(throughMillis)
        .writeFixed64(firstCommit)
        .writeFixed64(nextId)
        .writeVarint(tiers.size());
    for (Progress one : tiers) {
      out.writeFixed64(one.rolledMillis).writeFixed64(one.droppedMillis);
    }
    return out.toByteArray();
  }

  static SealedState from(byte[] bytes) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    int version = in.readByte();
    if (version != VERSION) {
      throw new MalformedFrameException("state of version " + version);
    }
    long through = in.readFixed64();
    long firstCommit = in.readFixed64();
    int nextId = (int) in.readFixed64();
    List<Progress> tiers = new ArrayList<>();
    for (int left = in.readCount(TIERS_MAX); left > 0; left--) {
      tiers.add(new Progress(in.readFixed64(), in.readFixed64()));
    }
    return new SealedState(through, firstCommit, nextId, tiers);
  }
}
