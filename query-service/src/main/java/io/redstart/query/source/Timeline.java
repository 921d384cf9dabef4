// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.query.promql.Selection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When there can be samples for one selection: at every window's stamp later than one and up to
 * another. A label set has its first sample, a zero, one window before its birth; from there it has
 * one in every window, counted or not.
 *
 * <pre>
 *   selection       (12:00:03 … 12:00:21], windows of 5 s
 *   from            12:00:00   what was counted until here is the base
 *   stamps          12:00:05   12:00:10   12:00:15   12:00:20
 *   birth :15       –          0          first rows …
 * </pre>
 */
final class Timeline {
  private final long fromMillis;
  private final long throughMillis;
  private final long windowMillis;
  /** Series that begin together share their timestamps. */
  private final Map<Long, long[]> stampsByFirst = new HashMap<>();

  private Timeline(long fromMillis, long throughMillis, long windowMillis) {
    this.fromMillis = fromMillis;
    this.throughMillis = throughMillis;
    this.windowMillis = windowMillis;
  }

  /**
   * Returns the timeline of a selection, or nothing if there can be no sample.
   *
   * @param sealedMillis nothing later is read
   * @param retentionMillis nothing is known of what is older than that
   */
  static Optional<Timeline> of(
      Selection selection, long sealedMillis, long windowMillis, long retentionMillis) {
    long oldestMillis = sealedMillis - Math.min(retentionMillis, sealedMillis);
    long from = floor(Math.max(selection.fromMillis(), oldestMillis), windowMillis);
    long through = floor(Math.min(selection.throughMillis(), sealedMillis), windowMillis);
    return through > from
        ? Optional.of(new Timeline(from, through, windowMillis))
        : Optional.empty();
  }

  private static long floor(long millis, long windowMillis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }

  long fromMillis() {
    return fromMillis;
  }

  long throughMillis() {
    return throughMillis;
  }

  long windowMillis() {
    return windowMillis;
  }

  /** Returns the stamp of the first sample of a label set that is known from a time on. */
  long firstMillis(long knownFromMillis) {
    return Math.max(fromMillis + windowMillis, knownFromMillis);
  }

  /** Returns how many samples there are from a stamp on. */
  int samplesFrom(long firstMillis) {
    return (int) Math.max(0, (throughMillis - firstMillis) / windowMillis + 1);
  }

  /** Returns the stamps from one on; nobody changes them. */
  long[] stampsFrom(long firstMillis) {
    return stampsByFirst.computeIfAbsent(firstMillis, this::makeStamps);
  }

  private long[] makeStamps(long firstMillis) {
    long[] stamps = new long[samplesFrom(firstMillis)];
    for (int i = 0; i < stamps.length; i++) {
      stamps[i] = firstMillis + i * windowMillis;
    }
    return stamps;
  }

  /** Returns the first sample, counted from the one at a stamp, that shows a window. */
  int sampleOf(long stampMillis, long firstMillis) {
    return (int) Math.max(0, (stampMillis - firstMillis) / windowMillis);
  }
}
