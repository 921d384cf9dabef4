// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.rows;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.source.Selection;
import io.redstart.wire.SelectRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides when one selection can have samples: at the stamp of every window in its range. A label
 * set has its first sample, a zero, one window before its birth; from then on it has one in every
 * window, counted or not, while it is alive ({@link SampleTimes}). If label sets expire, rows are
 * read from an earlier time, so that series already alive at the start are known.
 *
 * <pre>
 *   selection       (12:00:03 … 12:00:21], windows of 5 s
 *   from            12:00:00   what was counted until here is the base
 *   stamps          12:00:05   12:00:10   12:00:15   12:00:20
 *   birth :15       –          0          first rows …
 * </pre>
 *
 * <p>Older rows can have longer windows ({@link Tiers}). They are read from the beginning of such a
 * window through the end of another, and {@link RowMerge} spreads each over the windows above.
 */
public final class Timeline {
  private static final long NEVER = Long.MAX_VALUE;

  private final long fromMillis;
  private final long throughMillis;
  private final long windowMillis;
  private final long idleMillisMax;
  private final long readFromMillis;
  private final List<SelectRequest.Tier> tiers;
  private final boolean beginsWithRetention;
  /** Series that begin together share their timestamps. */
  private final Map<Long, long[]> stampsByFirst = new HashMap<>();

  /** The size of all shared timestamps. */
  private long sharedBytes;

  private Timeline(
      long fromMillis, long throughMillis, long idleMillisMax, long oldestMillis, Tiers tiers) {
    this.fromMillis = fromMillis;
    this.throughMillis = throughMillis;
    this.windowMillis = tiers.windowMillis();
    this.idleMillisMax = idleMillisMax;
    this.beginsWithRetention = idleMillisMax >= fromMillis - oldestMillis;
    long aliveFromMillis = beginsWithRetention ? oldestMillis : fromMillis - idleMillisMax;
    this.readFromMillis = tiers.beginOfWindow(expires() ? aliveFromMillis : fromMillis);
    this.tiers = tiers.between(readFromMillis, throughMillis);
  }

  /**
   * Returns the timeline of a selection, or nothing if there can be no sample.
   *
   * @param expirationMillis the time without a count after which a label set's samples end; 0 means
   *     never
   */
  public static Optional<Timeline> of(Selection selection, Tiers tiers, long expirationMillis) {
    long window = tiers.windowMillis();
    long oldest = Tiers.floor(tiers.oldestMillis(), window);
    long idleMillisMax = expirationMillis == 0 ? NEVER : Tiers.floor(expirationMillis, window);
    long from = Tiers.floor(Math.max(selection.fromMillis(), oldest), window);
    long through = Tiers.floor(Math.min(selection.throughMillis(), tiers.sealedMillis()), window);
    return through > from
        ? Optional.of(new Timeline(from, through, idleMillisMax, oldest, tiers))
        : Optional.empty();
  }

  /** Returns the exclusive start of the range: all samples are later. */
  public long fromMillis() {
    return fromMillis;
  }

  /** Returns the time from which rows must be read; everything counted until then is the base. */
  public long readFromMillis() {
    return readFromMillis;
  }

  /** Returns the lengths of windows to request, in ascending order of time. */
  public List<SelectRequest.Tier> tiers() {
    return tiers;
  }

  /** Returns the length of the window that a requested row covers. */
  long rowMillis(long stampMillis) {
    for (SelectRequest.Tier tier : tiers) {
      if (stampMillis <= tier.throughMillis()) {
        return tier.windowMillis();
      }
    }
    return windowMillis;
  }

  /** Returns whether label sets expire. */
  boolean expires() {
    return idleMillisMax != NEVER;
  }

  /** Returns the last stamp at which a label set is alive, given its last count. */
  long endOfLifeMillis(long lastMillis) {
    return expires() ? lastMillis + idleMillisMax : throughMillis + windowMillis;
  }

  /** Returns whether a label set can be alive because of a count that is too old to be read. */
  boolean beginsWithRetention() {
    return beginsWithRetention;
  }

  /** Returns whether a label set last counted at a stamp is alive after the start of the range. */
  public boolean outlives(long lastMillis) {
    return endOfLifeMillis(lastMillis) > fromMillis;
  }

  /** Returns whether a stamp is in the range. */
  public boolean contains(long stampMillis) {
    return stampMillis > fromMillis && stampMillis <= throughMillis;
  }

  /** Returns the last stamp of the range. */
  public long throughMillis() {
    return throughMillis;
  }

  /** Returns the length of the finest windows. */
  public long windowMillis() {
    return windowMillis;
  }

  /**
   * Returns the stamp of the first sample of a label set whose counters are known from a time on.
   */
  long firstMillis(long knownFromMillis) {
    return Math.max(fromMillis + windowMillis, knownFromMillis);
  }

  /** Returns the number of samples from a stamp on. */
  int samplesFrom(long firstMillis) {
    return (int) Math.max(0, (throughMillis - firstMillis) / windowMillis + 1);
  }

  /** Returns the stamps from {@code firstMillis} on; callers must not change the array. */
  long[] stampsFrom(long firstMillis) {
    return stampsByFirst.computeIfAbsent(firstMillis, this::makeStamps);
  }

  private long[] makeStamps(long firstMillis) {
    long[] stamps = stamps(firstMillis, samplesFrom(firstMillis));
    sharedBytes += Footprint.MAP_ENTRY + Footprint.longs(stamps.length);
    return stamps;
  }

  /** Returns the memory of the stamps that series share. */
  long sharedBytes() {
    return sharedBytes;
  }

  /** Returns the stamps of the range from one time through another. */
  long[] stampsBetween(long beginMillis, long endMillis) {
    long firstMillis = firstMillis(beginMillis);
    long lastMillis = Math.min(endMillis, throughMillis);
    return stamps(firstMillis, (int) Math.max(0, (lastMillis - firstMillis) / windowMillis + 1));
  }

  private long[] stamps(long firstMillis, int count) {
    long[] stamps = new long[count];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = firstMillis + i * windowMillis;
    }
    return stamps;
  }
}
