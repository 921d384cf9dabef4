// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.QueryLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers all cells that the histograms of one selection have, by ascending bounds. */
final class CellSpace {
  private final double[] lowerBounds;
  private final double[] upperBounds;

  CellSpace(QueryLimits limits, List<FineSeries> series) {
    Map<Double, Double> lowerOfUpper = new TreeMap<>();
    for (FineSeries one : series) {
      limits.check();
      for (int cell = 0; cell < one.cellCount(); cell++) {
        lowerOfUpper.put(one.upperBound(cell), one.lowerBound(cell));
      }
    }
    this.upperBounds = toArray(lowerOfUpper.keySet());
    this.lowerBounds = toArray(lowerOfUpper.values());
  }

  private static double[] toArray(Iterable<Double> numbers) {
    double[] array = new double[16];
    int size = 0;
    for (double number : numbers) {
      array = size == array.length ? Arrays.copyOf(array, 2 * size) : array;
      array[size++] = number;
    }
    return Arrays.copyOf(array, size);
  }

  /** Returns the numbers of a histogram's cells. */
  int[] cellsOf(FineSeries series) {
    int[] cells = new int[series.cellCount()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = Arrays.binarySearch(upperBounds, series.upperBound(i));
    }
    return cells;
  }

  /** Returns the exclusive lower bounds by number; callers must not change them. */
  double[] lowerBounds() {
    return lowerBounds;
  }

  /** Returns the inclusive upper bounds by number; callers must not change them. */
  double[] upperBounds() {
    return upperBounds;
  }
}
