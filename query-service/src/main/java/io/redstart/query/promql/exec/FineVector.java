// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import java.util.Arrays;

/** The histograms of an operator's series at one step; counts are not cumulative. */
final class FineVector {
  private final boolean[] present;
  private final double[][] counts;

  /** Makes a vector for the series of an operator. */
  FineVector(QueryLimits limits, FineOperator operator) {
    int size = operator.series().size();
    limits.hold(Footprint.ints(size) + size);
    this.present = new boolean[size];
    this.counts = new double[size][];
    for (int i = 0; i < size; i++) {
      limits.check(i);
      int cells = operator.cells(i).length;
      limits.hold(Footprint.longs(cells));
      counts[i] = new double[cells];
    }
  }

  void clear() {
    Arrays.fill(present, false);
  }

  int size() {
    return present.length;
  }

  boolean has(int series) {
    return present[series];
  }

  /** Marks a series as having a histogram. Returns its counts by position in its cells. */
  double[] set(int series) {
    present[series] = true;
    return counts[series];
  }

  /** Returns the counts of a series that has a histogram. */
  double[] get(int series) {
    return counts[series];
  }
}
