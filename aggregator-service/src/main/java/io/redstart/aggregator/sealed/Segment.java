// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.window.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A stretch of time that is read from one tier, later than {@code fromMillis}.
 *
 * @param tier the position of the tier, 0 for the finest
 */
record Segment(int tier, long fromMillis, long throughMillis) {
  /**
   * Divides a range of time: each part is read from the coarsest tier that is fine enough for the
   * windows that are wanted there and is rolled up so far. Where a finer tier has been dropped, the
   * next coarser one must do.
   *
   * @param wantedThrough returns, for a length of windows, the stamp up to which windows of that
   *     length or longer are wanted
   * @return the parts, the oldest first
   */
  static List<Segment> of(
      List<Tier> tiers,
      SealedState state,
      long fromMillis,
      long throughMillis,
      LongUnaryOperator wantedThrough) {
    List<Segment> segments = new ArrayList<>();
    long beginMillis = fromMillis;
    for (int tier = tiers.size() - 1; tier > 0; tier--) {
      long endMillis = Math.min(throughMillis, endMillis(tiers, state, tier, wantedThrough));
      long startMillis = Math.min(endMillis, state.tiers().get(tier).droppedMillis());
      if (startMillis > beginMillis && startMillis > state.tiers().get(tier - 1).droppedMillis()) {
        // The tier was added later, and the finer one still has what came before.
        segments.add(new Segment(tier - 1, beginMillis, startMillis));
        beginMillis = startMillis;
      }
      if (endMillis > beginMillis) {
        segments.add(new Segment(tier, beginMillis, endMillis));
        beginMillis = endMillis;
      }
    }
    if (throughMillis > beginMillis) {
      segments.add(new Segment(0, beginMillis, throughMillis));
    }
    return segments;
  }

  private static long endMillis(
      List<Tier> tiers, SealedState state, int tier, LongUnaryOperator wantedThrough) {
    Tier finer = tiers.get(tier - 1);
    SealedState.Progress progress = state.tiers().get(tier - 1);
    long wantedMillis = wantedThrough.applyAsLong(tiers.get(tier).windowMillis());
    long enoughMillis = Math.min(wantedMillis, progress.rolledMillis());
    // Whole families of the finer tier, so that no coarse window is split.
    long wholeMillis = finer.grid().startMillis(finer.grid().familyOf(enoughMillis + 1));
    return Math.max(wholeMillis, progress.droppedMillis());
  }
}
