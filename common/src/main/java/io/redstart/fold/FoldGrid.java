// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.wire.FoldRequest.Function;
import io.redstart.wire.FoldRequest.Steps;
import java.util.Arrays;

/**
 * Finds the first and the last sample of every step, and cuts time there (docs/rules.md, R6). A
 * label set has a sample at the end of every window since before its birth, so these samples are the
 * same for all label sets that live since before.
 *
 * <pre>
 *   windows of 5 s, range of 15 s
 *   step 1  (12:00:03 … 12:00:18]   samples :05, :10, :15    cuts :05 and :15
 *   step 2  (12:00:10 … 12:00:25]   samples :15, :20, :25    cuts :15 and :25
 *
 *   cut       0: :05       1: :15       2: :25
 *   segment   0 …… ]   1 ……… ]      2 ……… ]          segment 0 is all that was before
 * </pre>
 *
 * <p>The increase of step 1 is segment 1, that of step 2 segment 2. Immutable.
 */
public final class FoldGrid {
  private static final int NONE = -1;

  private final Steps steps;
  private final long windowMillis;
  private final long[] cuts;
  /** By step: the cut of its first sample; {@link #NONE} if it has too few samples. */
  private final int[] firsts;

  private final int[] lasts;

  /**
   * Cuts time.
   *
   * @param windowMillis the distance of samples, whose stamps are multiples of it
   */
  public FoldGrid(Steps steps, Function function, long windowMillis) {
    this.steps = steps;
    this.windowMillis = windowMillis;
    long[] firstMillis = new long[steps.count()];
    long[] lastMillis = new long[steps.count()];
    long[] all = new long[2 * steps.count()];
    int found = 0;
    for (int step = 0; step < steps.count(); step++) {
      long time = steps.timeMillis(step);
      long after = Math.max(time - steps.rangeMillis(), steps.fromMillis());
      long first = floor(after) + windowMillis;
      long last = floor(Math.min(time, steps.throughMillis()));
      if (function == Function.LAST_PAIR) {
        first = last - windowMillis < first ? last : last - windowMillis;
      }
      boolean isSampled = function == Function.NEWEST ? last >= first : last > first;
      if (function == Function.NEWEST) {
        first = last;
      }
      firstMillis[step] = isSampled ? first : Long.MIN_VALUE;
      lastMillis[step] = last;
      if (isSampled) {
        all[found++] = first;
        all[found++] = last;
      }
    }
    this.cuts = Arrays.stream(all, 0, found).sorted().distinct().toArray();
    this.firsts = new int[steps.count()];
    this.lasts = new int[steps.count()];
    for (int step = 0; step < firsts.length; step++) {
      boolean isSampled = firstMillis[step] != Long.MIN_VALUE;
      firsts[step] = isSampled ? Arrays.binarySearch(cuts, firstMillis[step]) : NONE;
      lasts[step] = isSampled ? Arrays.binarySearch(cuts, lastMillis[step]) : NONE;
    }
  }

  private long floor(long millis) {
    return Math.floorDiv(millis, windowMillis) * windowMillis;
  }

  /** Returns the distance of samples. */
  public long windowMillis() {
    return windowMillis;
  }

  /** Returns the times of the steps. */
  public Steps steps() {
    return steps;
  }

  /** Returns how many steps there are. */
  public int stepCount() {
    return firsts.length;
  }

  /** Returns whether no step has enough samples. */
  public boolean isEmpty() {
    return cuts.length == 0;
  }

  /** Returns the number of cuts, which is that of segments: each ends with a cut. */
  public int cutCount() {
    return cuts.length;
  }

  /** Returns the stamp of a cut. */
  public long cutMillis(int cut) {
    return cuts[cut];
  }

  /** Returns whether a step has enough samples, of label sets that live since before. */
  public boolean isSampled(int step) {
    return firsts[step] != NONE;
  }

  /** Returns the cut of a step's first sample; its segments come after it. */
  public int first(int step) {
    return firsts[step];
  }

  /** Returns the cut of a step's last sample. */
  public int last(int step) {
    return lasts[step];
  }

  /** Returns whether a label set has no sample before the first one of a step. */
  public boolean isYoung(long zeroMillis) {
    return cuts.length > 0 && zeroMillis >= cuts[0];
  }

  /**
   * Returns the segment that holds a window, the number of segments if it is after the last one.
   *
   * @param hint a segment to try first
   */
  public int segmentOf(long stampMillis, int hint) {
    for (int near = hint; near < cuts.length && near <= hint + 1; near++) {
      if (stampMillis <= cuts[near] && (near == 0 || stampMillis > cuts[near - 1])) {
        return near;
      }
    }
    int found = Arrays.binarySearch(cuts, stampMillis);
    return found >= 0 ? found : -found - 1;
  }
}
