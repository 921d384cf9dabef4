// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.scan.RangeWindow;

/**
 * What start timestamps say about a sample and the one before it (Prometheus 3.14,
 * promql/functions.go, isStartTimestampReset and checkStartTimeOverlap).
 */
final class StartTimes {
  private StartTimes() {}

  /** Returns whether the counter began anew after the sample before a position. */
  static boolean isReset(RangeWindow window, int position) {
    long start = window.startMillis(position);
    if (start == 0 || start >= window.timeMillis(position)) {
      return false;
    }
    long beforeMillis = window.timeMillis(position - 1);
    if (start != beforeMillis) {
      return start > beforeMillis;
    }
    // A delta begins where the one before ends. So does a counter with an unknown start, but then
    // the start before is unknown too.
    long startBefore = window.startMillis(position - 1);
    return startBefore != 0 && startBefore < beforeMillis;
  }

  /** Returns whether the counter at a position began before the last sample of another counter. */
  static boolean overlaps(RangeWindow window, int position) {
    long start = window.startMillis(position);
    return start != 0
        && start < window.timeMillis(position - 1)
        && start != window.startMillis(position - 1);
  }

  /** Returns whether some sample of a window but the first overlaps. */
  static boolean overlap(RangeWindow window) {
    for (int i = window.first() + 1; i < window.end(); i++) {
      if (overlaps(window, i)) {
        return true;
      }
    }
    return false;
  }
}
