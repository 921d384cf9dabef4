// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.imported;

import io.redstart.model.CellLayout;

/**
 * The cells for the buckets of a source. Durations in a bucket are counted in the cell that contains
 * its upper bound, which ends there if the bound is configured here too. Durations above all bounds
 * are counted in the first cell above both the source's and the configured bounds: they belong to the
 * bucket {@code +Inf}, and quantiles among them are the highest bound, as in Prometheus.
 */
public final class BucketCells {
  private final int[] cells;
  private final int overflowCell;

  /**
   * Creates the cells.
   *
   * @param boundsNanos the upper bounds of the source's buckets in ascending order, without {@code
   *     +Inf}
   */
  public BucketCells(CellLayout layout, long[] boundsNanos) {
    this.cells = new int[boundsNanos.length];
    long highestNanos = layout.boundCount() == 0 ? 0 : layout.boundNanos(layout.boundCount() - 1);
    for (int i = 0; i < cells.length; i++) {
      long boundNanos = Math.max(0, boundsNanos[i]);
      cells[i] = layout.cellOf(boundNanos);
      highestNanos = Math.max(highestNanos, layout.upperNanos(cells[i]));
    }
    this.overflowCell =
        layout.cellOf(highestNanos == Long.MAX_VALUE ? highestNanos : highestNanos + 1);
  }

  int size() {
    return cells.length;
  }

  int cell(int bucket) {
    return cells[bucket];
  }

  int overflowCell() {
    return overflowCell;
  }
}
