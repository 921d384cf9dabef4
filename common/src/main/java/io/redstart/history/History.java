// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.limit.MemoryBudget;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The own metrics of a process in the last 6 hours, in memory. Each series has a {@link Track}:
 *
 * <pre>
 *   up{instance="a:1",…}                                 slots 100 … 1539: 1
 *   redstart_ingest_spans_total{outcome="accepted",…}    slots 100 … 360: 0, 361: 17, 362: 40, …
 * </pre>
 *
 * <p>A series that is gone from the process gets a staleness marker in the next slot. If the memory
 * is full, the oldest samples of all series are forgotten, down to {@link #SHORTEST_SLOTS}; beyond
 * that, samples are not kept and are counted. If the clock is set back, the history begins again.
 *
 * <p>Thread-safe.
 */
final class History {
  /** How many slots are forgotten at once, since that repacks all tracks: half an hour. */
  static final int FORGET_SLOTS = 120;

  /** Less history than this is of no use: an hour. */
  static final int SHORTEST_SLOTS = 240;

  /** The heap that a series takes beside its samples and strings: track, labels, entry of a map. */
  private static final int SERIES_BYTES = 320;

  private static final int STRING_BYTES = 40;

  private static final class OwnSeries {
    final long serial;
    final Labels labels;
    final Track track;

    OwnSeries(long serial, Labels labels, Track track) {
      this.serial = serial;
      this.labels = labels;
      this.track = track;
    }

    static long fixedBytes(Labels labels) {
      long bytes = SERIES_BYTES;
      for (int i = 0; i < labels.size(); i++) {
        bytes += 2 * STRING_BYTES + labels.name(i).length() + labels.value(i).length();
      }
      return bytes;
    }

    long sizeBytes() {
      return fixedBytes(labels) + track.sizeBytes();
    }
  }

  private final MemoryBudget.Lease memory;
  /** In ascending order of serial numbers. */
  private final Map<Labels, OwnSeries> series = new LinkedHashMap<>();

  private List<OwnFamily> families = List.of();
  private long oldestSlot = Long.MIN_VALUE;
  private long newestSlot = Long.MIN_VALUE;
  private long serials;
  private long droppedSamples;

  /** Creates an empty history; {@link #close} returns its memory. */
  History(MemoryBudget memory) {
    this.memory = memory.lease();
  }

  /**
   * Adds the samples of a slot. Does nothing if it has some already.
   *
   * @param samples of different series
   */
  synchronized void append(long slot, List<OwnSample> samples, List<OwnFamily> ofFamilies) {
    if (slot == newestSlot) {
      return;
    }
    if (slot < newestSlot || series.isEmpty()) {
      clear();
      oldestSlot = slot;
    }
    if (slot - oldestSlot >= Slots.KEPT + FORGET_SLOTS) {
      forgetBefore(slot - Slots.KEPT + 1);
    }
    newestSlot = slot;
    families = ofFamilies;
    samples.forEach(one -> append(slot, one.labels(), Double.doubleToRawLongBits(one.value())));
    endMissing(slot);
  }

  private void append(long slot, Labels labels, long valueBits) {
    OwnSeries known = series.get(labels);
    boolean isKept =
        known == null ? begin(slot, labels, valueBits) : append(known.track, slot, valueBits);
    if (!isKept) {
      droppedSamples++;
    }
  }

  private boolean begin(long slot, Labels labels, long valueBits) {
    OwnSeries begun = new OwnSeries(serials + 1, labels, new Track(slot, valueBits));
    if (!reserve(begun.sizeBytes())) {
      return false;
    }
    serials++;
    series.put(labels, begun);
    return true;
  }

  private boolean append(Track track, long slot, long valueBits) {
    int growthBytes = track.growthBytes();
    if (!reserve(growthBytes)) {
      return false;
    }
    // Making room may have packed the track itself.
    int beforeBytes = track.sizeBytes();
    track.append(slot, valueBits);
    memory.shrink(beforeBytes + growthBytes - track.sizeBytes());
    return true;
  }

  private void endMissing(long slot) {
    for (OwnSeries one : List.copyOf(series.values())) {
      if (one.track.lastSlot() != slot && !one.track.isEnded()) {
        append(one.track, slot, Runs.STALE_BITS);
      }
    }
  }

  private boolean reserve(long bytes) {
    while (!memory.tryGrow(bytes)) {
      if (newestSlot - oldestSlot < SHORTEST_SLOTS + FORGET_SLOTS) {
        return false;
      }
      forgetBefore(oldestSlot + FORGET_SLOTS);
    }
    return true;
  }

  private void forgetBefore(long slot) {
    oldestSlot = slot;
    series.values().removeIf(one -> {
      long beforeBytes = one.sizeBytes();
      boolean isGone = one.track.lastSlot() < slot;
      if (!isGone) {
        one.track.forgetBefore(slot);
      }
      memory.shrink(beforeBytes - (isGone ? 0 : one.sizeBytes()));
      return isGone;
    });
  }

  private void clear() {
    series.clear();
    memory.shrink(memory.heldBytes());
  }

  /** Returns how many samples were not kept. */
  synchronized long droppedSamples() {
    return droppedSamples;
  }

  /** Returns what the metrics of the newest slot are. */
  synchronized List<OwnFamily> families() {
    return families;
  }

  /** Returns a page of the series that a request selects. */
  synchronized HistoryPage page(HistoryRequest request) {
    long from = Math.max(request.fromSlot(), newestSlot - Slots.KEPT + 1);
    HistoryPage.Builder page = new HistoryPage.Builder(request.part());
    for (OwnSeries one : series.values()) {
      if (one.serial > request.cursor() && matches(request.matchers(), one.labels)) {
        page.add(one.labels, one.track, from, request.throughSlot());
        if (page.sizeBytes() >= request.maxBytes()) {
          return page.build(one.serial);
        }
      }
    }
    return page.build(HistoryPage.LAST);
  }

  private static boolean matches(List<LabelMatcher> matchers, Labels labels) {
    for (LabelMatcher matcher : matchers) {
      if (!matcher.matches(labels.get(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  /** Forgets everything. */
  synchronized void close() {
    clear();
    memory.close();
  }
}
