// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.limit.Footprint;
import java.util.Arrays;

/**
 * Finds the samples of a series that differ from the sample before them in some way, such as
 * counter resets. Windows overlap, but each pair of samples is compared only once.
 */
final class PairEvents {
  private final Comparison comparison;
  /** The events found so far, ascending; those before {@link #low} are behind the window. */
  private int[] positions = {};

  private int low;
  private int high;
  /** The first position that was not compared with the one before. */
  private int next;

  PairEvents(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Compares a sample with the one before it. */
  @FunctionalInterface
  interface Comparison {
    /** Returns whether there is an event between a position and the one before. */
    boolean isEvent(RangeWindow samples, int position);
  }

  /**
   * Moves to a window; neither of its ends moves back. Returns how many events there are.
   *
   * @param first position of the first sample, compared with the second and not with those before
   */
  int slide(RangeWindow samples, int first) {
    for (next = Math.max(next, first + 1); next < samples.end(); next++) {
      samples.limits().check(next);
      if (comparison.isEvent(samples, next)) {
        add(samples, next);
      }
    }
    while (low < high && positions[low] <= first) {
      low++;
    }
    return high - low;
  }

  private void add(RangeWindow samples, int position) {
    if (high == positions.length) {
      System.arraycopy(positions, low, positions, 0, high - low);
      high -= low;
      low = 0;
    }
    if (high > positions.length / 2) {
      samples.limits().hold(Footprint.ints(positions.length));
      positions = Arrays.copyOf(positions, 2 * positions.length);
    } else if (positions.length == 0) {
      positions = new int[2];
    }
    positions[high++] = position;
  }

  /** Returns the position of the n-th event in the window, counted from 0. */
  int position(int n) {
    return positions[low + n];
  }
}
