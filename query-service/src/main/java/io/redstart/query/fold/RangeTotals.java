// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.fold;

import io.redstart.fold.Corrections;
import io.redstart.fold.FoldGrid;
import io.redstart.fold.NumberSums;
import io.redstart.model.Increment;
import io.redstart.wire.FoldRequest.Measure;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;

/**
 * Adds up what the parts of a fold counted between the two cuts of a grid, whatever their group.
 * Counts that extrapolation would correct stay as they are.
 */
public final class RangeTotals {
  /** The segment between the two cuts; segment 0 is all that was before. */
  private static final int RANGE = 1;

  private final FoldGrid grid;
  private final Measure measure;
  private final int cellCount;
  private final Increment total;

  /**
   * Makes totals.
   *
   * @param grid with two cuts
   * @param measure {@code CELLS} or {@code SUM}
   * @param cellCount how many cells there are
   * @param total receives the counts by cell, or the sum
   */
  public RangeTotals(FoldGrid grid, Measure measure, int cellCount, Increment total) {
    this.grid = grid;
    this.measure = measure;
    this.cellCount = cellCount;
    this.total = total;
  }

  /**
   * Reads a part.
   *
   * @param isWanted whether to add it
   * @throws MalformedFrameException if the bytes are malformed
   */
  public void read(WireReader in, boolean isWanted) {
    if (measure == Measure.CELLS) {
      CellPart part = CellPart.read(in, grid.cutCount(), cellCount);
      if (isWanted) {
        add(part);
      }
    } else {
      NumberSums sums = new NumberSums(grid.cutCount());
      sums.read(in);
      if (isWanted) {
        total.addSum(sums.high(RANGE), sums.low(RANGE));
      }
    }
    new Corrections().read(in, grid.stepCount(), cellCount);
  }

  private void add(CellPart part) {
    int[] cells = part.cells();
    int[] places = new int[cells.length];
    long[] counts = new long[cells.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    for (int i = 0; i < part.segmentCount(); i++) {
      if (part.segment(i) == RANGE) {
        part.add(i, places, 1, counts);
      }
    }
    for (int i = 0; i < cells.length; i++) {
      if (counts[i] > 0) {
        total.addCell(cells[i], counts[i]);
      }
    }
  }
}
