// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.SampleSlot;

/**
 * Computes functions of numbers that ignore histograms, and say so where a range has both
 * (Prometheus 3.14, promql/functions.go).
 */
public final class NumbersOverTime implements RangeKernel {
  private final int samplesMin;
  private final NumberKernel kernel;
  private final SampleNotes notes;

  /**
   * Makes the kernel.
   *
   * @param samplesMin how many numbers it needs
   */
  NumbersOverTime(int samplesMin, NumberKernel kernel, SampleNotes notes) {
    this.samplesMin = samplesMin;
    this.kernel = kernel;
    this.notes = notes;
  }

  private static RangeKernel of(CallContext call, int samplesMin, NumberKernel kernel) {
    return new NumbersOverTime(
        samplesMin, kernel, new SampleNotes(call.annotations(), call.at(0)));
  }

  private static QueryLimits limits(CallContext call) {
    return call.query().limits();
  }

  /** Returns the kernel of {@code min_over_time}. */
  public static RangeKernel min(CallContext call) {
    Extreme extreme = new Extreme(limits(call), (value, least) -> value < least);
    return of(call, 1, (numbers, parameters) -> numbers.value(extreme.position(numbers)));
  }

  /** Returns the kernel of {@code max_over_time}. */
  public static RangeKernel max(CallContext call) {
    Extreme extreme = new Extreme(limits(call), (value, most) -> value > most);
    return of(call, 1, (numbers, parameters) -> numbers.value(extreme.position(numbers)));
  }

  /** Returns the kernel of {@code ts_of_min_over_time}: the last such sample. */
  public static RangeKernel timeOfMin(CallContext call) {
    Extreme extreme = new Extreme(limits(call), (value, least) -> value <= least);
    return of(call, 1, (numbers, parameters) -> seconds(numbers, extreme.position(numbers)));
  }

  /** Returns the kernel of {@code ts_of_max_over_time}: the last such sample. */
  public static RangeKernel timeOfMax(CallContext call) {
    Extreme extreme = new Extreme(limits(call), (value, most) -> value >= most);
    return of(call, 1, (numbers, parameters) -> seconds(numbers, extreme.position(numbers)));
  }

  private static double seconds(RangeWindow window, int position) {
    return window.timeMillis(position) / 1000.0;
  }

  /** Returns the kernel of {@code stdvar_over_time}. */
  public static RangeKernel variance(CallContext call) {
    return of(call, 1, new Variance(limits(call)));
  }

  /** Returns the kernel of {@code stddev_over_time}. */
  public static RangeKernel deviation(CallContext call) {
    Variance variance = new Variance(limits(call));
    return of(
        call,
        1,
        (numbers, parameters) -> Math.sqrt(variance.apply(numbers, parameters)));
  }

  /** Returns the kernel of {@code quantile_over_time}. */
  public static RangeKernel quantile(CallContext call) {
    return of(call, 1, new QuantileOverTime(call));
  }

  /** Returns the kernel of {@code mad_over_time}. */
  public static RangeKernel medianDeviation(CallContext call) {
    return of(call, 1, new MedianDeviation(limits(call)));
  }

  /** Returns the kernel of {@code deriv}. */
  public static RangeKernel slope(CallContext call) {
    Regression regression = new Regression(limits(call));
    return of(call, 2, (numbers, parameters) -> {
      regression.fit(numbers, numbers.timeMillis(numbers.first()));
      return regression.slope();
    });
  }

  /** Returns the kernel of {@code predict_linear}. */
  public static RangeKernel prediction(CallContext call) {
    Regression regression = new Regression(limits(call));
    return of(call, 2, (numbers, parameters) -> {
      regression.fit(numbers, numbers.stepMillis());
      return regression.slope() * parameters.get(0) + regression.intercept();
    });
  }

  /** Returns the kernel of {@code double_exponential_smoothing}. */
  public static RangeKernel smoothing(CallContext call) {
    DoubleExponentialSmoothing smoothing = new DoubleExponentialSmoothing(limits(call));
    RangeKernel kernel = of(call, 2, smoothing);
    return (window, parameters, into) -> {
      DoubleExponentialSmoothing.check(parameters);
      kernel.apply(window, parameters, into);
    };
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    RangeWindow numbers = window.numbers();
    if (numbers.size() >= samplesMin) {
      into.set(kernel.apply(numbers, parameters));
    }
    if (numbers.size() > 0 && window.histogramCount() > 0) {
      notes.ignoredHistograms(window.labels());
    }
  }
}
