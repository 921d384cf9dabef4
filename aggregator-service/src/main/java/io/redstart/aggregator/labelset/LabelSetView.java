// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

/**
 * The label sets that a table held at one moment, in the order of their ids. Any thread may read it
 * while the table keeps counting.
 *
 * <p>Only the list of label sets is fixed. Reading the rows of one returns its current rows.
 */
public final class LabelSetView {
  /** The first {@code size} elements belong to this view; the table may fill the others. */
  private final LabelSetRecord[] records;

  private final int size;

  LabelSetView(LabelSetRecord[] records, int size) {
    this.records = records;
    this.size = size;
  }

  /** Returns the number of label sets. */
  public int size() {
    return size;
  }

  /** Returns a label set by its position: 0 … {@link #size} − 1, ids ascending. */
  public LabelSetRecord record(int position) {
    return records[position];
  }

  /** Returns the position of the first label set whose id is not below {@code id}. */
  public int positionOf(long id) {
    int low = 0;
    int high = size;
    // Where no ids are missing, an id is its position plus a constant.
    if (size > 0) {
      long guess = id - records[0].id();
      if (guess >= 0 && guess < size && records[(int) guess].id() == id) {
        return (int) guess;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records[middle].id() < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
