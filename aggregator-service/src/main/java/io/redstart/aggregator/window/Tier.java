// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.window;

import io.redstart.config.StoreConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows of one length and how long they are kept. The families of a tier divide those of the next
 * coarser one, so a family is rolled up as a whole.
 *
 * <pre>
 *   5 s for 6 h      families of 1 h
 *   1 min for 15 d   families of 1 d
 * </pre>
 *
 * @param grid the division of its time
 * @param keepMillis how long its windows are kept
 */
public record Tier(TierGrid grid, long keepMillis) {
  private static final int BLOCKS_PER_FAMILY = 6;
  private static final int FAMILIES_PER_COARSER_FAMILY = 24;

  /** Returns the tiers of a retention, the finest first. */
  public static List<Tier> of(List<StoreConfig.Tier> retention) {
    List<Tier> tiers = new ArrayList<>();
    long unitMillis = 0;
    long leastMillis = 0;
    for (int i = 0; i < retention.size(); i++) {
      long windowMillis = retention.get(i).window().toMillis();
      if (i == 0) {
        unitMillis = TierGrid.WINDOWS_PER_BLOCK * windowMillis;
        leastMillis = BLOCKS_PER_FAMILY * unitMillis;
      } else {
        leastMillis = FAMILIES_PER_COARSER_FAMILY * unitMillis;
      }
      if (i + 1 < retention.size()) {
        unitMillis = commonMultiple(unitMillis, retention.get(i + 1).window().toMillis());
      }
      // The least multiple of the unit that is long enough.
      unitMillis = Math.floorDiv(leastMillis + unitMillis - 1, unitMillis) * unitMillis;
      tiers.add(new Tier(
          new TierGrid(windowMillis, unitMillis), retention.get(i).duration().toMillis()));
    }
    return List.copyOf(tiers);
  }

  private static long commonMultiple(long one, long other) {
    return Math.multiplyExact(one / divisor(one, other), other);
  }

  private static long divisor(long one, long other) {
    return other == 0 ? one : divisor(other, one % other);
  }

  /** Returns the length of its windows. */
  public long windowMillis() {
    return grid.windowMillis();
  }
}
