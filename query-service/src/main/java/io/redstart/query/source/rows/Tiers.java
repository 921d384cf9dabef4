// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.config.StoreConfig;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which length of windows a query reads for which time. The choice depends only on the
 * query's horizon and the settings, not on what the stores have rolled up so far, so that all
 * stores agree (docs/rules.md, W5).
 *
 * <pre>
 *   5 s for 6 h, then 1 min for 15 d; horizon 12:00:25
 *     stamps through 06:00:00   minutes   (06:00:25, rounded down to a minute)
 *     stamps after that         5 s
 * </pre>
 */
public final class Tiers {
  private final long sealedMillis;
  private final long retentionMillis;
  /** The lengths of windows, the finest first. */
  private final long[] windowsMillis;
  /** The last stamp that each of these serves; it descends. */
  private final long[] throughMillis;

  /**
   * Creates the tiers of a query.
   *
   * @param retention how long windows of each length are kept, the finest first
   * @param sealedMillis the horizon: the last stamp that is read
   */
  public Tiers(List<StoreConfig.Tier> retention, long sealedMillis) {
    this.sealedMillis = sealedMillis;
    this.retentionMillis = retention.get(retention.size() - 1).duration().toMillis();
    this.windowsMillis = new long[retention.size()];
    this.throughMillis = new long[retention.size()];
    for (int tier = 0; tier < windowsMillis.length; tier++) {
      windowsMillis[tier] = retention.get(tier).window().toMillis();
      throughMillis[tier] = tier == 0
          ? Long.MAX_VALUE
          : floor(
              sealedMillis - retention.get(tier - 1).duration().toMillis(), windowsMillis[tier]);
    }
  }

  /** Rounds a time down to a multiple of a window. */
  public static long floor(long millis, long windowMillis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }

  /** Returns the last stamp that is read. */
  long sealedMillis() {
    return sealedMillis;
  }

  /** Returns the time from which on windows are kept, of whatever length. */
  public long oldestMillis() {
    return sealedMillis - Math.min(retentionMillis, sealedMillis);
  }

  /** Returns the length of the finest windows. */
  long windowMillis() {
    return windowsMillis[0];
  }

  /** Rounds a time down to the beginning of the window that contains what follows. */
  long beginOfWindow(long millis) {
    int tier = windowsMillis.length - 1;
    while (tier > 0 && millis >= throughMillis[tier]) {
      tier--;
    }
    return floor(millis, windowsMillis[tier]);
  }

  /** Rounds a time up to the end of the window that contains it. */
  public long endOfWindow(long millis) {
    int tier = windowsMillis.length - 1;
    while (tier > 0 && millis > throughMillis[tier]) {
      tier--;
    }
    return -floor(-millis, windowsMillis[tier]);
  }

  /**
   * Returns the tiers to request for a range. The last one ends with the window that contains the
   * end of the range.
   *
   * @param fromMillis the beginning of a window
   * @param endMillis later than {@code fromMillis}, a multiple of the finest window
   */
  List<SelectRequest.Tier> between(long fromMillis, long endMillis) {
    List<SelectRequest.Tier> tiers = new ArrayList<>();
    long begin = fromMillis;
    for (int tier = windowsMillis.length - 1; begin < endMillis; tier--) {
      long window = windowsMillis[tier];
      long through = Math.min(throughMillis[tier], -floor(-endMillis, window));
      if (through > begin) {
        tiers.add(new SelectRequest.Tier(window, through));
        begin = through;
      }
    }
    return tiers;
  }
}
