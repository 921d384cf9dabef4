// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.scan.RangeWindow;

/**
 * Fits a line to numbers by least squares, with compensated sums (Prometheus 3.14,
 * promql/functions.go, linearRegression).
 */
final class Regression {
  private final QueryLimits limits;
  private final CompensatedSum sumX = new CompensatedSum();
  private final CompensatedSum sumY = new CompensatedSum();
  private final CompensatedSum sumXy = new CompensatedSum();
  private final CompensatedSum sumXx = new CompensatedSum();
  private double slope;
  private double intercept;

  Regression(QueryLimits limits) {
    this.limits = limits;
  }

  /**
   * Fits a line.
   *
   * @param numbers two numbers or more
   * @param originMillis the time of the intercept
   */
  void fit(RangeWindow numbers, long originMillis) {
    double first = numbers.value(numbers.first());
    if (isConstant(numbers, first)) {
      slope = Double.isInfinite(first) ? Double.NaN : 0;
      intercept = Double.isInfinite(first) ? Double.NaN : first;
      return;
    }
    add(numbers, originMillis);
    double count = numbers.size();
    double x = sumX.result();
    double y = sumY.result();
    double covariance = sumXy.result() - x * y / count;
    double variance = sumXx.result() - x * x / count;
    slope = covariance / variance;
    intercept = y / count - slope * x / count;
  }

  private static boolean isConstant(RangeWindow numbers, double first) {
    int same = numbers.first() + 1;
    while (same < numbers.end() && numbers.value(same) == first) {
      same++;
    }
    return same >= numbers.end();
  }

  private void add(RangeWindow numbers, long originMillis) {
    sumX.set(0, 0);
    sumY.set(0, 0);
    sumXy.set(0, 0);
    sumXx.set(0, 0);
    for (int i = numbers.first(); i < numbers.end(); i++) {
      limits.check(i);
      double x = (numbers.timeMillis(i) - originMillis) / 1e3;
      double y = numbers.value(i);
      sumX.add(x);
      sumY.add(y);
      sumXy.add(x * y);
      sumXx.add(x * x);
    }
  }

  /** Returns the slope per second. */
  double slope() {
    return slope;
  }

  /** Returns the value of the line at the origin. */
  double intercept() {
    return intercept;
  }
}
