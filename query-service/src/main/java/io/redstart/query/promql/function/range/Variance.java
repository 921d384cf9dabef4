// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.scan.RangeWindow;

/**
 * Computes the population variance by Welford's method, with compensated sums (Prometheus 3.14,
 * promql/functions.go, varianceOverTime).
 */
final class Variance implements NumberKernel {
  private final QueryLimits limits;
  private final CompensatedSum mean = new CompensatedSum();
  private final CompensatedSum squares = new CompensatedSum();

  Variance(QueryLimits limits) {
    this.limits = limits;
  }

  @Override
  public double apply(RangeWindow numbers, Parameters parameters) {
    mean.set(0, 0);
    squares.set(0, 0);
    double count = 0;
    for (int i = numbers.first(); i < numbers.end(); i++) {
      limits.check(i);
      count++;
      double value = numbers.value(i);
      double distance = value - mean.result();
      mean.add(distance / count);
      squares.add(distance * (value - mean.result()));
    }
    return squares.result() / count;
  }
}
