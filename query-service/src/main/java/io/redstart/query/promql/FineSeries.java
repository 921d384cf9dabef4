// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.model.Labels;
import java.util.Arrays;

/**
 * One histogram over time in fine bins. It equals classic {@code _bucket} series with a bound at
 * both edges of every touched cell, but holds increments instead of cumulative samples.
 *
 * <pre>
 *   samples      12:00:00   12:00:05   12:00:10        (times of the counters' samples)
 *   cells        (1, 1.008]   (2.5, 2.52]              (of the metric's unit)
 *   base         7            0                        (counts at the first sample)
 *   row at sample 1: cell 0 +2                         (counts in sample 1 and later)
 *   row at sample 2: cell 0 +1, cell 1 +4
 * </pre>
 *
 * <p>At sample {@code i} the counter of upper bound {@code le} is the sum of base and rows up to
 * {@code i}, over all cells whose upper bound is at most {@code le}. Counts are not cumulative over
 * cells. All series of one selection share one layout: cells are equal or disjoint, and equal
 * bounds are equal doubles. The series owns its arrays; nothing changes them later.
 */
public final class FineSeries {
  private final Labels labels;
  private final long[] timestampsMillis;
  private final long[] markersMillis;
  private final double[] lowerBounds;
  private final double[] upperBounds;
  private final double[] base;
  private final int[] rowSamples;
  private final int[] rowOffsets;
  private final int[] rowCells;
  private final double[] rowCounts;

  /** Makes a series without staleness markers; see the other constructor. */
  public FineSeries(
      Labels labels,
      long[] timestampsMillis,
      double[] lowerBounds,
      double[] upperBounds,
      double[] base,
      int[] rowSamples,
      int[] rowOffsets,
      int[] rowCells,
      double[] rowCounts) {
    this(
        labels,
        timestampsMillis,
        new long[0],
        lowerBounds,
        upperBounds,
        base,
        rowSamples,
        rowOffsets,
        rowCells,
        rowCounts);
  }

  /**
   * Makes a series.
   *
   * @param labels the labels, with the metric's name, without {@code le}
   * @param timestampsMillis the times of samples, ascending, epoch milliseconds
   * @param markersMillis the times of staleness markers, ascending, epoch milliseconds
   * @param lowerBounds exclusive, by cell, in the metric's unit; for the cell of 0 it is −∞
   * @param upperBounds inclusive, by cell, ascending
   * @param base counts at the first sample, by cell
   * @param rowSamples by row, ascending: the first sample that counts the row, from 1
   * @param rowOffsets by row: the index of its first entry; one more for the end
   * @param rowCells by entry: its cell
   * @param rowCounts by entry: the count that it adds
   */
  public FineSeries(
      Labels labels,
      long[] timestampsMillis,
      long[] markersMillis,
      double[] lowerBounds,
      double[] upperBounds,
      double[] base,
      int[] rowSamples,
      int[] rowOffsets,
      int[] rowCells,
      double[] rowCounts) {
    this.labels = labels;
    this.timestampsMillis = timestampsMillis;
    this.markersMillis = markersMillis;
    this.lowerBounds = lowerBounds;
    this.upperBounds = upperBounds;
    this.base = base;
    this.rowSamples = rowSamples;
    this.rowOffsets = rowOffsets;
    this.rowCells = rowCells;
    this.rowCounts = rowCounts;
  }

  /** Returns the labels, with the metric's name and without {@code le}. */
  public Labels labels() {
    return labels;
  }

  /** Returns how many samples the counters have. */
  public int sampleCount() {
    return timestampsMillis.length;
  }

  /** Returns the time of a sample in epoch milliseconds. */
  public long timestampMillis(int sample) {
    return timestampsMillis[sample];
  }

  /** Returns whether a staleness marker follows a sample, up to a time. */
  public boolean isStale(int sample, long atMillis) {
    int marker = Arrays.binarySearch(markersMillis, timestampsMillis[sample]);
    int next = marker >= 0 ? marker : -marker - 1;
    return next < markersMillis.length && markersMillis[next] <= atMillis;
  }

  /** Returns how many cells hold counts. */
  public int cellCount() {
    return upperBounds.length;
  }

  /** Returns a cell's exclusive lower bound in the metric's unit; −∞ for the cell of 0. */
  public double lowerBound(int cell) {
    return lowerBounds[cell];
  }

  /** Returns a cell's inclusive upper bound in the metric's unit. */
  public double upperBound(int cell) {
    return upperBounds[cell];
  }

  /** Returns a cell's count at the first sample. */
  public double base(int cell) {
    return base[cell];
  }

  /** Returns how many rows there are. */
  public int rowCount() {
    return rowSamples.length;
  }

  /** Returns the first sample that counts a row, from 1. */
  public int rowSample(int row) {
    return rowSamples[row];
  }

  /** Returns the index of a row's first entry; for {@link #rowCount}, the end of all entries. */
  public int rowOffset(int row) {
    return rowOffsets[row];
  }

  /** Returns the cell of an entry. */
  public int entryCell(int entry) {
    return rowCells[entry];
  }

  /** Returns the count that an entry adds to its cell. */
  public double entryCount(int entry) {
    return rowCounts[entry];
  }
}
