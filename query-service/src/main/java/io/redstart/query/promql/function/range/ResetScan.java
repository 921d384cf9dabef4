// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.Histogram;

/**
 * Finds counter resets in windows. It remembers by series how far there is none, so that all
 * windows together compare each pair of neighbours about once: windows without resets, which are
 * nearly all, cost nothing.
 */
final class ResetScan {
  private final QueryLimits limits;
  private final boolean usesStarts;
  /** By series: between the window's first sample and this position is no reset. */
  private int[] clear = {};

  /**
   * Makes a scan.
   *
   * @param usesStarts whether start timestamps tell resets
   */
  ResetScan(QueryLimits limits, boolean usesStarts) {
    this.limits = limits;
    this.usesStarts = usesStarts;
  }

  /** Returns the first position after the window's first whose sample shows a reset, or its end. */
  int first(RangeWindow window) {
    int index = window.index();
    clear = Growth.ints(limits, clear, index + 1, 0);
    int reset = next(window, Math.max(clear[index], window.first() + 1));
    clear[index] = reset;
    return reset;
  }

  /** Returns the first position from one on whose sample shows a reset, or the window's end. */
  int next(RangeWindow window, int from) {
    int position = from;
    while (position < window.end() && !isReset(window, position)) {
      limits.check(position);
      position++;
    }
    return position;
  }

  private boolean isReset(RangeWindow window, int position) {
    if (usesStarts && window.hasStartTimestamps() && StartTimes.isReset(window, position)) {
      return true;
    }
    return isDrop(window, position);
  }

  /** Returns whether a sample is lower than the one before, or of another type. */
  static boolean isDrop(RangeWindow window, int position) {
    Histogram now = window.histogram(position);
    Histogram before = window.histogram(position - 1);
    if (now != null && before != null) {
      return now.detectReset(before);
    }
    return now != null
        || before != null
        || window.value(position) < window.value(position - 1);
  }
}
