// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.imported;

import io.redstart.model.Increment;
import io.redstart.model.Weight;
import org.jspecify.annotations.Nullable;

/**
 * What one label set of a source has counted: calls, durations, or both, each counters of their own.
 * One thread at a time.
 *
 * <pre>
 *   calls      [calls]
 *   durations  [count, sum, bucket ≤ first bound, bucket ≤ second bound, …]   without +Inf
 * </pre>
 */
public final class SourceCounts {
  /** The position of the count among the samples of durations. */
  public static final int COUNT = 0;
  /** The position of the sum. */
  public static final int SUM = 1;
  /** The position of the first bucket. */
  public static final int BUCKETS = 2;

  private final @Nullable Counters calls;
  private final @Nullable Counters durations;
  private final BucketCells cells;
  private final double unitNanos;
  private final double[] callsValue = new double[1];

  /**
   * Creates counters.
   *
   * @param withCalls whether the source counts calls
   * @param withDurations whether the source counts durations; without calls, their count is the calls
   * @param unitNanos the nanoseconds in a unit of the sum
   */
  public SourceCounts(
      boolean withCalls, boolean withDurations, BucketCells cells, double unitNanos) {
    this.calls = withCalls ? new Counters(1) : null;
    this.durations = withDurations ? new Counters(BUCKETS + cells.size()) : null;
    this.cells = cells;
    this.unitNanos = unitNanos;
  }

  /**
   * Reads the samples at the end of the next window, and adds the increase since the last ones.
   *
   * @param callsNow NaN if there is no sample
   * @param durationsNow NaN where there is no sample
   * @param canBegin whether counters that are new here began to count in the window
   */
  public void addTo(
      Increment row, long stampMillis, double callsNow, double[] durationsNow, boolean canBegin) {
    Counters ofCalls = calls;
    if (ofCalls != null) {
      callsValue[0] = callsNow;
      if (ofCalls.advance(stampMillis, callsValue, canBegin)) {
        row.addCalls(weight(ofCalls.step(0)));
      }
    }
    Counters ofDurations = durations;
    if (ofDurations != null && ofDurations.advance(stampMillis, durationsNow, canBegin)) {
      if (ofCalls == null) {
        row.addCalls(weight(ofDurations.step(COUNT)));
      }
      addDurations(ofDurations, row);
    }
  }

  private void addDurations(Counters steps, Increment row) {
    if (!Double.isNaN(steps.step(SUM))) {
      row.addSum(0, Math.round(Math.max(0, steps.step(SUM)) * unitNanos));
    }
    double below = 0;
    for (int bucket = 0; bucket < cells.size(); bucket++) {
      double upTo = steps.step(BUCKETS + bucket);
      if (upTo > below) {
        addCell(row, cells.cell(bucket), upTo - below);
        below = upTo;
      }
    }
    addCell(row, cells.overflowCell(), steps.step(COUNT) - below);
  }

  private static void addCell(Increment row, int cell, double count) {
    long weight = weight(count);
    if (weight > 0) {
      row.addCell(cell, weight);
    }
  }

  private static long weight(double count) {
    return Math.min(Weight.MAX, Math.round(Math.max(0, count) * Weight.ONE));
  }

  /** Returns how often counters were missing for so long that their increments are unknown. */
  public long gaps() {
    Counters first = calls == null ? durations : calls;
    return first == null ? 0 : first.gaps();
  }
}
