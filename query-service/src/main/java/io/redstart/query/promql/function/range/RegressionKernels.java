// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.number.CompensatedSum;

/**
 * {@code deriv} and {@code predict_linear}: the straight line with the least squares of distances
 * to the samples (Prometheus' promql/functions.go, linearRegression).
 */
public final class RegressionKernels {
  private final CompensatedSum sumX = new CompensatedSum();
  private final CompensatedSum sumY = new CompensatedSum();
  private final CompensatedSum sumXy = new CompensatedSum();
  private final CompensatedSum sumX2 = new CompensatedSum();
  private double slope;
  private double intercept;

  private RegressionKernels() {}

  /** Makes the kernel of {@code deriv}. Times count from the first sample, to lose no digits. */
  public static RangeKernel derivative(CallContext call) {
    RegressionKernels line = new RegressionKernels();
    return NumberKernel.ignoringHistograms(call, 2, (samples, parameters) -> {
      line.fit(samples, samples.timeMillis(samples.first()));
      return line.slope;
    });
  }

  /** Makes the kernel of {@code predict_linear}. Times count from the step. */
  public static RangeKernel prediction(CallContext call) {
    RegressionKernels line = new RegressionKernels();
    return NumberKernel.ignoringHistograms(call, 2, (samples, parameters) -> {
      line.fit(samples, samples.stepMillis());
      return line.slope * parameters.get(0) + line.intercept;
    });
  }

  private void fit(RangeWindow samples, long originMillis) {
    double initial = samples.value(samples.first());
    if (isConstant(samples, initial)) {
      slope = Double.isInfinite(initial) ? Double.NaN : 0;
      intercept = Double.isInfinite(initial) ? Double.NaN : initial;
      return;
    }
    clear();
    for (int i = samples.first(); i < samples.end(); i++) {
      samples.limits().check(i);
      double x = (samples.timeMillis(i) - originMillis) / 1e3;
      double y = samples.value(i);
      sumX.add(x);
      sumY.add(y);
      sumXy.add(x * y);
      sumX2.add(x * x);
    }
    double count = samples.size();
    double covariance = sumXy.result() - sumX.result() * sumY.result() / count;
    double variance = sumX2.result() - sumX.result() * sumX.result() / count;
    slope = covariance / variance;
    intercept = sumY.result() / count - slope * sumX.result() / count;
  }

  private static boolean isConstant(RangeWindow samples, double initial) {
    for (int i = samples.first() + 1; i < samples.end(); i++) {
      samples.limits().check(i);
      if (samples.value(i) != initial) {
        return false;
      }
    }
    return true;
  }

  private void clear() {
    sumX.clear();
    sumY.clear();
    sumXy.clear();
    sumX2.clear();
  }
}
