// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;
import java.util.List;

/**
 * Decides which store counts a slot. For each slot it ranks the stores by a hash of both
 * (rendezvous hashing), and keeps the first two ranks.
 *
 * <p>It depends only on the set of stores, so all ingests agree without communicating. When a store
 * leaves, each of its slots moves to that slot's second rank, and no other slot moves. A store that
 * joins receives an even share from all others. With {@value LabelSets#SLOTS} slots the busiest of
 * 8 stores owns about 1.04 times the mean (docs/rules.md, P1).
 */
public final class Placement {
  /** No store: there are fewer stores than ranks. */
  public static final int NONE = -1;

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private final short[] first = new short[LabelSets.SLOTS];
  private final short[] second = new short[LabelSets.SLOTS];

  /** Ranks stores; all results are positions in this list. */
  public Placement(List<StoreId> stores) {
    long[] seeds =
        stores.stream().mapToLong(store -> mix(store.high() ^ mix(store.low()))).toArray();
    for (int slot = 0; slot < LabelSets.SLOTS; slot++) {
      rank(slot, seeds);
    }
  }

  private void rank(int slot, long[] seeds) {
    int best = NONE;
    int next = NONE;
    long bestScore = 0;
    long nextScore = 0;
    for (int store = 0; store < seeds.length; store++) {
      long score = mix(seeds[store] + slot * GOLDEN_GAMMA);
      if (best == NONE || score > bestScore) {
        next = best;
        nextScore = bestScore;
        best = store;
        bestScore = score;
      } else if (next == NONE || score > nextScore) {
        next = store;
        nextScore = score;
      }
    }
    first[slot] = (short) best;
    second[slot] = (short) next;
  }

  /** The finalizer of MurmurHash3 (variant 13 of David Stafford), as in SplittableRandom. */
  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** Returns the owner of a slot, or {@link #NONE} if there is no store. */
  public int first(int slot) {
    return first[slot];
  }

  /** Returns the store that counts a slot while its owner is silent, or {@link #NONE}. */
  public int second(int slot) {
    return second[slot];
  }
}
