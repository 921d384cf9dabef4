// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.scan.RangeWindow;

/**
 * Finds the least or the greatest number of each window; NaN only if there is no other. It remembers
 * by series where it was and looks at new samples only, until that sample leaves the window.
 */
final class Extreme {
  /** How numbers are compared. */
  @FunctionalInterface
  interface Order {
    /** Returns whether a number replaces the extreme so far. */
    boolean replaces(double value, double extreme);
  }

  private final QueryLimits limits;
  private final Order order;
  private int[] positions = {};
  /** By series: the samples before this position were seen. */
  private int[] seen = {};

  Extreme(QueryLimits limits, Order order) {
    this.limits = limits;
    this.order = order;
  }

  /**
   * Returns the position of the extreme.
   *
   * @param window at least one number, no histograms
   */
  int position(RangeWindow window) {
    int index = window.index();
    positions = Growth.ints(limits, positions, index + 1, -1);
    seen = Growth.ints(limits, seen, index + 1, 0);
    int best = positions[index];
    int from = seen[index];
    if (best < window.first()) {
      best = window.first();
      from = best + 1;
    }
    double extreme = window.value(best);
    for (int i = from; i < window.end(); i++) {
      limits.check(i);
      double value = window.value(i);
      if (order.replaces(value, extreme) || Double.isNaN(extreme)) {
        extreme = value;
        best = i;
      }
    }
    positions[index] = best;
    seen[index] = window.end();
    return best;
  }
}
