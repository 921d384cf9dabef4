// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.OwnNames;
import io.redstart.history.Slots;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import java.util.BitSet;

/**
 * Makes the series {@code up} of a process: 1 in slots in which it kept metrics or was heard, 0 in
 * slots in which it was silent. It begins with the first 1 of the last 6 hours. Whether the process
 * was silent in the newest slots is not known yet; they have no sample until it is.
 */
final class UpSeries {
  private final long nowSlot;
  private final long oldestSlot;
  private final BitSet up = new BitSet();

  /** Creates the series of a process that was heard. */
  UpSeries(Presence presence, long nowSlot) {
    this.nowSlot = nowSlot;
    this.oldestSlot = nowSlot - Slots.KEPT + 1;
    presence.ranges().forEach(range -> add(range.first(), range.last()));
  }

  /** Adds slots in which the process was alive. */
  void add(long firstSlot, long lastSlot) {
    long first = Math.max(firstSlot, oldestSlot);
    long last = Math.min(lastSlot, nowSlot);
    if (first <= last) {
      up.set((int) (first - oldestSlot), (int) (last - oldestSlot) + 1);
    }
  }

  /** Returns the samples in a range of slots, which may be none. */
  Series build(String name, long fromSlot, long throughSlot, QueryLimits limits) {
    int begin = up.isEmpty() ? Slots.KEPT : up.nextSetBit(0);
    SampleBuffer samples = new SampleBuffer(limits);
    long last = Math.min(throughSlot, nowSlot);
    for (long slot = Math.max(fromSlot, oldestSlot + begin); slot <= last; slot++) {
      boolean isUp = up.get((int) (slot - oldestSlot));
      if (isUp || slot <= nowSlot - Presence.SILENT_SLOTS) {
        samples.run(slot, slot, Double.doubleToRawLongBits(isUp ? 1 : 0));
      }
    }
    return samples.build(OwnNames.up(name));
  }
}
