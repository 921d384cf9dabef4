// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.FineSeries;

/**
 * Computes the counts of a histogram at one of its samples, and only moves forward. Two cursors add
 * the same numbers in the same order, so where nothing was counted between them they are equal to
 * the last bit.
 */
final class FineCursor {
  private final FineSeries series;
  private final double[] counts;
  private int nextRow;

  FineCursor(FineSeries series) {
    this.series = series;
    this.counts = new double[series.cellCount()];
    for (int cell = 0; cell < counts.length; cell++) {
      counts[cell] = series.base(cell);
    }
  }

  /** Moves to a sample and returns the counts by cell. */
  double[] moveTo(int sample) {
    while (nextRow < series.rowCount() && series.rowSample(nextRow) <= sample) {
      int end = series.rowOffset(nextRow + 1);
      for (int entry = series.rowOffset(nextRow); entry < end; entry++) {
        counts[series.entryCell(entry)] += series.entryCount(entry);
      }
      nextRow++;
    }
    return counts;
  }
}
