// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.history.Slots;
import java.util.ArrayList;
import java.util.List;

/**
 * The slots of the last 6 hours in which a process announced itself, as ranges:
 *
 * <pre>
 *   100 … 361, 370 … 512    silent from 362 to 369
 * </pre>
 *
 * <p>An announcement is due in each slot, but can be heard shortly before or after it; so a single
 * missing one is no silence. Never changes.
 */
final class Presence {
  /** A process that was not heard in so many slots is silent. */
  static final int SILENT_SLOTS = 2;

  /** A range of slots, both inclusive. */
  record Range(long first, long last) {}

  private final List<Range> ranges;

  private Presence(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** Returns the presence of a process that was heard once. */
  static Presence since(long slot) {
    return new Presence(List.of(new Range(slot, slot)));
  }

  /** Returns this presence with another slot, without what is older than 6 hours. */
  Presence with(long slot) {
    if (slot <= last()) {
      return this;
    }
    List<Range> more = new ArrayList<>(ranges);
    more.removeIf(range -> range.last <= slot - Slots.KEPT);
    Range newest = ranges.get(ranges.size() - 1);
    if (!more.isEmpty() && slot - newest.last <= SILENT_SLOTS) {
      more.set(more.size() - 1, new Range(newest.first, slot));
    } else {
      more.add(new Range(slot, slot));
    }
    return new Presence(List.copyOf(more));
  }

  /** Returns the ranges in ascending order, at least one. */
  List<Range> ranges() {
    return ranges;
  }

  /** Returns the last slot in which the process was heard. */
  long last() {
    return ranges.get(ranges.size() - 1).last;
  }
}
