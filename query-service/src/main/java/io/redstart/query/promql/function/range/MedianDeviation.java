// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.scan.RangeWindow;

/** Computes {@code mad_over_time}: the median distance from the median; NaN if a number is. */
final class MedianDeviation implements NumberKernel {
  private final SortedNumbers sorted;

  MedianDeviation(QueryLimits limits) {
    this.sorted = new SortedNumbers(limits);
  }

  @Override
  public double apply(RangeWindow numbers, Parameters parameters) {
    sorted.set(numbers);
    if (sorted.hasNan()) {
      return Double.NaN;
    }
    sorted.toDistancesFrom(sorted.quantile(0.5));
    return sorted.quantile(0.5);
  }
}
