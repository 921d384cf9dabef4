// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.PromqlException;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.scan.RangeWindow;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Computes {@code double_exponential_smoothing}: Holt's linear method, which follows level and trend
 * (Prometheus 3.14, promql/functions.go, funcDoubleExponentialSmoothing).
 */
final class DoubleExponentialSmoothing implements NumberKernel {
  private final QueryLimits limits;

  DoubleExponentialSmoothing(QueryLimits limits) {
    this.limits = limits;
  }

  /**
   * Checks the factors.
   *
   * @throws PromqlException if one is not between 0 and 1
   */
  static void check(Parameters parameters) {
    check("smoothing", "sf", parameters.get(0));
    check("trend", "tf", parameters.get(1));
  }

  private static void check(String name, String symbol, double factor) {
    if (factor <= 0 || factor >= 1) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "invalid " + name + " factor. Expected: 0 < " + symbol + " < 1, got: " + text(factor));
    }
  }

  private static String text(double factor) {
    if (Double.isInfinite(factor)) {
      return factor < 0 ? "-Inf" : "+Inf";
    }
    return new BigDecimal(factor).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  @Override
  public double apply(RangeWindow numbers, Parameters parameters) {
    double smoothing = parameters.get(0);
    double trending = parameters.get(1);
    int first = numbers.first();
    double level = numbers.value(first);
    double trend = numbers.value(first + 1) - level;
    double before = 0;
    for (int i = first + 1; i < numbers.end(); i++) {
      limits.check(i);
      if (i > first + 1) {
        trend = trending * (level - before) + (1 - trending) * trend;
      }
      double next = smoothing * numbers.value(i) + (1 - smoothing) * (level + trend);
      before = level;
      level = next;
    }
    return level;
  }
}
