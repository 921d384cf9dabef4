// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

import io.redstart.model.Weight;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Finds the corrections of one label set by cell. Prometheus extrapolates the counter of each bound
 * {@code le} to the start of the range, but not further than to where it would have been 0. So what
 * is added for the start is {@code min(k · Δ(le), v(le))}, where v is the counter's first sample, Δ
 * its increase, and k the share of the start, the same for all bounds.
 *
 * <p>As Δ(le) is at most the increase of all cells, only bounds whose v is below K = k · Δ can need a
 * correction. Only cells below the one where v reaches K are kept: few, unless the label set is
 * young.
 */
final class CapFinder {
  private final FoldGrid grid;
  private final Extrapolation extrapolation;
  private int size;
  private int[] segments = new int[64];
  private int[] cells = new int[64];
  private long[] counts = new long[64];
  private boolean hasIncrease;

  private final long[] before;
  private final long[] increase;
  private final BitSet touched = new BitSet();
  private int[] touchedCells = new int[64];
  private int listed;
  private final int[] starts;
  private int[] order = new int[64];

  CapFinder(FoldGrid grid, Extrapolation extrapolation, int cellCount) {
    this.grid = grid;
    this.extrapolation = extrapolation;
    this.before = new long[cellCount];
    this.increase = new long[cellCount];
    this.starts = new int[grid.cutCount() + 1];
  }

  void begin() {
    size = 0;
    hasIncrease = false;
  }

  /** Keeps a count. */
  void keep(int segment, int cell, long count) {
    if (size == segments.length) {
      segments = Arrays.copyOf(segments, 2 * size);
      cells = Arrays.copyOf(cells, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    segments[size] = segment;
    cells[size] = cell;
    counts[size++] = count;
    hasIncrease |= segment > 0;
  }

  /** Returns whether any of the kept counts is an increase of a step. */
  boolean hasIncrease() {
    return hasIncrease;
  }

  /**
   * Adds the corrections.
   *
   * @param calls what was counted up to each cut
   * @param slack by how much the increase of all cells can exceed that of calls
   * @param limit the first cell that never needs a correction
   */
  void find(Life life, NumberSums calls, long slack, int limit, Corrections into) {
    sort();
    int added = 0;
    int moved = 0;
    for (int step = 0; step < grid.stepCount(); step++) {
      if (!life.isCappedAt(grid, step)) {
        continue;
      }
      for (int end = starts[grid.last(step) + 1]; added < end; added++) {
        increase[cells[order[added]]] += counts[order[added]];
      }
      for (int end = starts[grid.first(step) + 1]; moved < end; moved++) {
        increase[cells[order[moved]]] -= counts[order[moved]];
        before[cells[order[moved]]] += counts[order[moved]];
      }
      long total = calls.differenceLow(grid.first(step), grid.last(step));
      if (total + slack > 0) {
        find(step, life, total + slack, limit, into);
      }
    }
    for (int i = 0; i < listed; i++) {
      before[touchedCells[i]] = 0;
      increase[touchedCells[i]] = 0;
    }
  }

  /** Sorts what was kept by segment, and lists the cells. */
  private void sort() {
    Arrays.fill(starts, 0);
    touched.clear();
    order = order.length < size ? new int[segments.length] : order;
    for (int i = 0; i < size; i++) {
      starts[segments[i]]++;
      touched.set(cells[i]);
    }
    int sum = 0;
    for (int segment = 0; segment < starts.length; segment++) {
      int count = starts[segment];
      starts[segment] = sum;
      sum += count;
    }
    for (int i = 0; i < size; i++) {
      order[starts[segments[i]]++] = i;
    }
    // Each start is the end now, which is the start of the next one.
    System.arraycopy(starts, 0, starts, 1, starts.length - 1);
    starts[0] = 0;
    listed = touched.cardinality();
    touchedCells = touchedCells.length < listed ? new int[2 * listed] : touchedCells;
    int at = 0;
    for (int cell = touched.nextSetBit(0); cell >= 0; cell = touched.nextSetBit(cell + 1)) {
      touchedCells[at++] = cell;
    }
  }

  private void find(int step, Life life, long total, int limit, Corrections into) {
    boolean isLate = life.isLateAt(grid, step);
    double share = life.startShare(grid, extrapolation, step);
    long beforeUpTo = 0;
    long increaseUpTo = 0;
    double corrected = 0;
    for (int i = 0; i < listed; i++) {
      int cell = touchedCells[i];
      beforeUpTo += before[cell];
      increaseUpTo += increase[cell];
      double correction = increaseUpTo == 0
          ? 0
          : Life.correction(isLate, (double) beforeUpTo, (double) increaseUpTo, share);
      if (correction != corrected) {
        into.add(step, cell, toCalls(correction - corrected));
        corrected = correction;
      }
      if (!isLate && beforeUpTo >= share * total) {
        return;
      }
    }
    if (corrected != 0 && limit < before.length) {
      into.add(step, limit, toCalls(-corrected));
    }
  }

  private static double toCalls(double count) {
    return count / Weight.ONE;
  }
}
