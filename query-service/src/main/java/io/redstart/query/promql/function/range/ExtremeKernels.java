// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.histogram.BoundExtreme;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;

/**
 * {@code min_over_time}, {@code max_over_time} and the times of these samples (Prometheus'
 * promql/functions.go, compareOverTime). NaN gives way to any other number. Fine bins are compared
 * by upper bound, as the {@code _bucket} series that they stand for.
 */
public final class ExtremeKernels {
  private ExtremeKernels() {}

  /** Makes the kernel of {@code max_over_time}: of equal samples, the first. */
  public static RangeKernel max(CallContext call) {
    return withFineBins(value(call, (value, most) -> value > most), true);
  }

  /** Makes the kernel of {@code min_over_time}: of equal samples, the first. */
  public static RangeKernel min(CallContext call) {
    return withFineBins(value(call, (value, least) -> value < least), false);
  }

  /** Makes the kernel of {@code ts_of_max_over_time}: of equal samples, the last. */
  public static RangeKernel timeOfMax(CallContext call) {
    return time(call, (value, most) -> value >= most);
  }

  /** Makes the kernel of {@code ts_of_min_over_time}: of equal samples, the last. */
  public static RangeKernel timeOfMin(CallContext call) {
    return time(call, (value, least) -> value <= least);
  }

  private interface Order {
    boolean replaces(double value, double extreme);
  }

  private static RangeKernel withFineBins(RangeKernel kernel, boolean greatest) {
    return (window, parameters, into) -> {
      RangeWindow histograms = window.histograms();
      if (histograms.isEmpty()
          || !(histograms.existingHistogram(histograms.first()).layout() instanceof FineBins)) {
        kernel.apply(window, parameters, into);
      } else {
        into.set(extreme(histograms, greatest));
      }
    };
  }

  private static Histogram extreme(RangeWindow samples, boolean greatest) {
    Histogram extreme = samples.existingHistogram(samples.first());
    for (int i = samples.first() + 1; i < samples.end(); i++) {
      samples.limits().check();
      extreme = BoundExtreme.of(extreme, samples.existingHistogram(i), greatest);
    }
    return extreme;
  }

  private static RangeKernel value(CallContext call, Order order) {
    PerSeries<Extreme> extremes = new PerSeries<>(Extreme::new);
    return NumberKernel.ignoringHistograms(
        call,
        1,
        (samples, parameters) -> samples.value(extremes.of(samples).slide(samples, order)));
  }

  private static RangeKernel time(CallContext call, Order order) {
    PerSeries<Extreme> extremes = new PerSeries<>(Extreme::new);
    return NumberKernel.ignoringHistograms(
        call,
        1,
        (samples, parameters) ->
            samples.timeMillis(extremes.of(samples).slide(samples, order)) / 1e3);
  }

  /** The extreme of the last window: only if it leaves the window must all samples be compared. */
  private static final class Extreme {
    private int position = -1;
    private int next;

    int slide(RangeWindow samples, Order order) {
      if (position < samples.first()) {
        position = samples.first();
        next = position + 1;
      }
      double extreme = samples.value(position);
      for (; next < samples.end(); next++) {
        samples.limits().check(next);
        double value = samples.value(next);
        if (order.replaces(value, extreme) || Double.isNaN(extreme)) {
          extreme = value;
          position = next;
        }
      }
      return position;
    }
  }
}
