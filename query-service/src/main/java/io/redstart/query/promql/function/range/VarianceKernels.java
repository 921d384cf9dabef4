// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.number.CompensatedSum;

/**
 * {@code stdvar_over_time} and {@code stddev_over_time}, of a population, by Welford's method
 * (Prometheus' promql/functions.go, varianceOverTime).
 */
public final class VarianceKernels {
  private final CompensatedSum mean = new CompensatedSum();
  private final CompensatedSum squares = new CompensatedSum();

  private VarianceKernels() {}

  /** Makes the kernel of {@code stdvar_over_time}. */
  public static RangeKernel variance(CallContext call) {
    VarianceKernels kernel = new VarianceKernels();
    return NumberKernel.ignoringHistograms(
        call, 1, (samples, parameters) -> kernel.variance(samples));
  }

  /** Makes the kernel of {@code stddev_over_time}. */
  public static RangeKernel deviation(CallContext call) {
    VarianceKernels kernel = new VarianceKernels();
    return NumberKernel.ignoringHistograms(
        call, 1, (samples, parameters) -> Math.sqrt(kernel.variance(samples)));
  }

  private double variance(RangeWindow samples) {
    mean.clear();
    squares.clear();
    double count = 0;
    for (int i = samples.first(); i < samples.end(); i++) {
      samples.limits().check(i);
      double value = samples.value(i);
      count++;
      double delta = value - mean.result();
      mean.add(delta / count);
      squares.add(delta * (value - mean.result()));
    }
    return squares.result() / count;
  }
}
