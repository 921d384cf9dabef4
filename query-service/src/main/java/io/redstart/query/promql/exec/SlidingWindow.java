// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import java.util.function.IntToLongFunction;

/** The samples of a series in a window of time that only moves forward. */
final class SlidingWindow {
  private final int size;
  private final IntToLongFunction timesMillis;
  private int first;
  private int end;

  /**
   * Makes a window before all samples.
   *
   * @param size the number of samples
   * @param timesMillis returns the time of each, ascending
   */
  SlidingWindow(int size, IntToLongFunction timesMillis) {
    this.size = size;
    this.timesMillis = timesMillis;
  }

  /** Moves the window to the samples after one time, up to and including another. */
  void slide(long fromMillis, long throughMillis) {
    while (end < size && timesMillis.applyAsLong(end) <= throughMillis) {
      end++;
    }
    while (first < end && timesMillis.applyAsLong(first) <= fromMillis) {
      first++;
    }
  }

  /** Returns how many samples are in the window. */
  int count() {
    return end - first;
  }

  /** Returns the first sample in the window, if any. */
  int first() {
    return first;
  }

  /** Returns the last sample in the window, if any. */
  int last() {
    return end - 1;
  }
}
