// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.imported;

import java.util.Arrays;

/**
 * Counters that begin and restart together, sampled at the ends of windows:
 *
 * <pre>
 *   sample     –   –   3   5   5   2   –   2  (six minutes without)   9
 *   increment          3   2   0   2       0                          none
 *                      │           │                                  │
 *                      born        restarted                          continues after a gap
 * </pre>
 *
 * <p>The first counter decides whether there is a sample and, with all others that never decrease,
 * whether they restarted. A counter that is there when the source itself appears may have counted for
 * a long time, so its first sample is where it continues from, not an increment. One thread at a
 * time.
 */
final class Counters {
  /** Prometheus looks back this far for a sample, so after a longer gap there was none. */
  static final long GAP_MAX_MILLIS = 300_000;

  /** The counter that may lose precision, so a smaller value does not mean a restart. */
  private static final int SUM = 1;

  private final double[] last;
  private final double[] steps;
  private long lastMillis = Long.MIN_VALUE;
  private long gaps;

  Counters(int size) {
    this.last = new double[size];
    this.steps = new double[size];
    Arrays.fill(last, Double.NaN);
  }

  /**
   * Moves on to the next sample.
   *
   * @param values NaN where there is no sample
   * @param canBegin whether a counter that is new here began to count at this sample
   * @return whether the increase since the last sample is known, see {@link #step}
   */
  boolean advance(long stampMillis, double[] values, boolean canBegin) {
    if (Double.isNaN(values[0])) {
      return false;
    }
    boolean isFirst = lastMillis == Long.MIN_VALUE;
    boolean isGap = !isFirst && stampMillis - lastMillis > GAP_MAX_MILLIS;
    boolean restarts = isFirst || restarts(values);
    gaps += isGap ? 1 : 0;
    lastMillis = stampMillis;
    for (int i = 0; i < values.length; i++) {
      steps[i] = restarts ? values[i] : Math.max(0, values[i] - last[i]);
      last[i] = Double.isNaN(values[i]) ? last[i] : values[i];
    }
    return !(isFirst || isGap) || (restarts && canBegin);
  }

  private boolean restarts(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (i != SUM && values[i] < last[i]) {
        return true;
      }
    }
    return false;
  }

  /** Returns what a counter counted since the sample before; NaN if it has no sample. */
  double step(int index) {
    return steps[index];
  }

  /** Returns how often the counters were missing for so long that their increments are unknown. */
  long gaps() {
    return gaps;
  }
}
