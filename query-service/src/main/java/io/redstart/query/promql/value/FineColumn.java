// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;

/**
 * The counts of one label set by cell, as cumulative histograms over time. Holds increments:
 *
 * <pre>
 *   samples      12:00:00   12:00:05   12:00:10        (times of the counters' samples)
 *   cells        17         203                        (of the layout)
 *   base         7          0                          (counts at the first sample)
 *   row at sample 1: cell 17 +2                        (counts in sample 1 and later)
 *   row at sample 2: cell 17 +1, cell 203 +4
 * </pre>
 *
 * <p>Readers ask for the first and the last sample of windows that slide, so it keeps the counts at
 * two samples and moves one of them forward. Histograms have no sum. Used by one thread.
 */
public final class FineColumn implements HistogramColumn {
  private final FineBins bins;
  private final int[] cells;
  private final double[] base;
  private final int[] rowSamples;
  private final int[] rowOffsets;
  private final int[] rowCells;
  private final double[] rowCounts;
  private final Cursor early;
  private final Cursor late;

  /**
   * Makes a column.
   *
   * @param cells the indexes of cells with counts, ascending
   * @param base counts at the first sample, by position in {@code cells}
   * @param rowSamples by row, ascending: the first sample that counts the row, from 1
   * @param rowOffsets by row: the index of its first entry; one more for the end
   * @param rowCells by entry: its position in {@code cells}
   * @param rowCounts by entry: the count that it adds
   */
  public FineColumn(
      FineBins bins,
      int[] cells,
      double[] base,
      int[] rowSamples,
      int[] rowOffsets,
      int[] rowCells,
      double[] rowCounts) {
    this.bins = bins;
    this.cells = cells;
    this.base = base;
    this.rowSamples = rowSamples;
    this.rowOffsets = rowOffsets;
    this.rowCells = rowCells;
    this.rowCounts = rowCounts;
    this.early = new Cursor();
    this.late = new Cursor();
  }

  @Override
  public Histogram get(int sample) {
    Cursor further = early.sample > late.sample ? early : late;
    Cursor other = further == early ? late : early;
    return (further.sample <= sample ? further : other).at(sample);
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  /** Returns how many cells have counts. */
  public int cellCount() {
    return cells.length;
  }

  /** Returns how many rows there are. */
  public int rowCount() {
    return rowSamples.length;
  }

  /** Returns how many entries all rows have. */
  public int entryCount() {
    return rowCells.length;
  }

  /** The counts at one sample. */
  private final class Cursor {
    private final double[] counts = base.clone();
    private int sample;
    private int row;

    Histogram at(int wanted) {
      if (wanted < sample) {
        System.arraycopy(base, 0, counts, 0, base.length);
        row = 0;
      }
      sample = wanted;
      for (; row < rowSamples.length && rowSamples[row] <= wanted; row++) {
        for (int entry = rowOffsets[row]; entry < rowOffsets[row + 1]; entry++) {
          counts[rowCells[entry]] += rowCounts[entry];
        }
      }
      double count = 0;
      for (double one : counts) {
        count += one;
      }
      return Histogram.with(bins).positive(cells, counts.clone()).count(count).build();
    }
  }
}
