// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.scan.RangeWindow;
import java.util.Arrays;

/**
 * Sorts numbers for quantiles: NaN is less than all others (Prometheus 3.14, promql/quantile.go,
 * quantile).
 */
final class SortedNumbers {
  private final QueryLimits limits;
  private double[] values = {};
  private int size;
  private int nans;

  SortedNumbers(QueryLimits limits) {
    this.limits = limits;
  }

  /** Starts with the numbers of a window. */
  void set(RangeWindow numbers) {
    size = numbers.size();
    values = Growth.doubles(limits, values, size);
    for (int i = 0; i < size; i++) {
      limits.check(i);
      values[i] = numbers.value(numbers.first() + i);
    }
    sort();
  }

  /** Replaces each number by its distance from another. */
  void toDistancesFrom(double center) {
    for (int i = 0; i < size; i++) {
      limits.check(i);
      values[i] = Math.abs(values[i] - center);
    }
    sort();
  }

  private void sort() {
    Arrays.sort(values, 0, size);
    nans = 0;
    while (nans < size && Double.isNaN(values[size - 1 - nans])) {
      nans++;
    }
  }

  boolean hasNan() {
    return nans > 0;
  }

  /** Returns a quantile, linear between the two nearest numbers; infinite beyond 0 and 1. */
  double quantile(double phi) {
    if (size == 0 || Double.isNaN(phi)) {
      return Double.NaN;
    }
    if (phi < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (phi > 1) {
      return Double.POSITIVE_INFINITY;
    }
    double rank = phi * (size - 1);
    int lower = (int) Math.floor(rank);
    int upper = Math.min(size - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return get(lower) * (1 - weight) + get(upper) * weight;
  }

  private double get(int index) {
    return index < nans ? Double.NaN : values[index - nans];
  }
}
