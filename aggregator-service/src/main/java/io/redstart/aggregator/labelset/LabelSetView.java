// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.aggregator.window.WindowBlocks;

/**
 * The label sets that a table held at one moment, in the order of their ordinals. Any thread may
 * read it while the table keeps counting.
 *
 * <p>Only the list of label sets is fixed. Reading the rows of one returns its current rows: those
 * of that moment, except any forgotten since, and possibly newer ones.
 */
public final class LabelSetView {
  /** The first {@code size} elements belong to this view; the table may fill the others. */
  private final LabelSetRecord[] records;

  private final int size;
  private final WindowBlocks grid;
  private final long forgottenThroughMillis;

  LabelSetView(LabelSetRecord[] records, int size, WindowBlocks grid, long forgottenThroughMillis) {
    this.records = records;
    this.size = size;
    this.grid = grid;
    this.forgottenThroughMillis = forgottenThroughMillis;
  }

  /** Returns the grouping of the table's windows into blocks. */
  public WindowBlocks grid() {
    return grid;
  }

  /** Returns the number of label sets. */
  public int size() {
    return size;
  }

  /** Returns a label set by its position: 0 … {@link #size} − 1, ordinals ascending. */
  public LabelSetRecord record(int position) {
    return records[position];
  }

  /**
   * Returns whether the rows of a window, if there were any, were already forgotten at that moment.
   */
  public boolean isForgotten(long stampMillis) {
    return stampMillis <= forgottenThroughMillis;
  }

  /** Returns the position of the first label set whose ordinal is not below {@code ordinal}. */
  public int positionOf(long ordinal) {
    int low = 0;
    int high = size;
    // Unless label sets in between were forgotten, an ordinal is its position plus a constant.
    if (size > 0) {
      long guess = ordinal - records[0].ordinal();
      if (guess >= 0 && guess < size && records[(int) guess].ordinal() == ordinal) {
        return (int) guess;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records[middle].ordinal() < ordinal) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
