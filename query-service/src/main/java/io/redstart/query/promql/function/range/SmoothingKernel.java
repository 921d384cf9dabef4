// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.value.SampleSlot;
import java.util.Locale;

/**
 * {@code double_exponential_smoothing}: a moving value and its trend, both of which follow the
 * samples with a delay (Prometheus' promql/functions.go, funcDoubleExponentialSmoothing).
 */
public final class SmoothingKernel implements RangeKernel {
  private final RangeKernel smoothing;

  private SmoothingKernel(CallContext call) {
    this.smoothing = NumberKernel.ignoringHistograms(
        call, 2, (samples, parameters) -> smoothed(samples, parameters.get(0), parameters.get(1)));
  }

  /** Makes the kernel. */
  public static RangeKernel of(CallContext call) {
    return new SmoothingKernel(call);
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    checkFactor("smoothing", "sf", parameters.get(0));
    checkFactor("trend", "tf", parameters.get(1));
    smoothing.apply(window, parameters, into);
  }

  private static void checkFactor(String name, String symbol, double factor) {
    if (factor <= 0 || factor >= 1) {
      String text = Double.isInfinite(factor)
          ? (factor < 0 ? "-Inf" : "+Inf")
          : String.format(Locale.ROOT, "%f", factor);
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "invalid " + name + " factor. Expected: 0 < " + symbol + " < 1, got: " + text);
    }
  }

  private static double smoothed(RangeWindow samples, double smoothingFactor, double trendFactor) {
    int first = samples.first();
    double before = 0;
    double smoothed = samples.value(first);
    double trend = samples.value(first + 1) - smoothed;
    for (int i = first + 1; i < samples.end(); i++) {
      samples.limits().check(i);
      if (i > first + 1) {
        trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
      }
      before = smoothed;
      smoothed = smoothingFactor * samples.value(i) + (1 - smoothingFactor) * (smoothed + trend);
    }
    return smoothed;
  }
}
