// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramMean;
import io.redstart.query.promql.value.histogram.HistogramSum;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import io.redstart.query.promql.value.number.CompensatedSum;

/**
 * {@code sum_over_time} and {@code avg_over_time}, of numbers or histograms but not both
 * (Prometheus' promql/functions.go, funcSumOverTime and funcAvgOverTime). Sums do not slide: what
 * is added and subtracted again leaves rounding errors.
 */
public final class TotalKernels {
  private TotalKernels() {}

  /** Makes the kernel of {@code sum_over_time}. */
  public static RangeKernel sum(CallContext call) {
    RangeNotes notes = new RangeNotes(call);
    CompensatedSum sum = new CompensatedSum();
    return ofOneKind(notes, samples -> sum(samples, sum), samples -> sum(samples, notes));
  }

  /** Makes the kernel of {@code avg_over_time}. */
  public static RangeKernel mean(CallContext call) {
    RangeNotes notes = new RangeNotes(call);
    CompensatedSum sum = new CompensatedSum();
    return ofOneKind(notes, samples -> mean(samples, sum), samples -> mean(samples, notes));
  }

  private interface OfNumbers {
    double apply(RangeWindow samples);
  }

  private interface OfHistograms {
    Histogram apply(RangeWindow samples);
  }

  private static RangeKernel ofOneKind(
      RangeNotes notes, OfNumbers ofNumbers, OfHistograms ofHistograms) {
    return (RangeWindow window, Parameters parameters, SampleSlot into) -> {
      RangeWindow numbers = window.numbers();
      if (numbers.size() == window.size()) {
        into.set(ofNumbers.apply(numbers));
      } else if (numbers.isEmpty()) {
        try {
          into.set(ofHistograms.apply(window.histograms()));
        } catch (IncompatibleLayoutsException e) {
          notes.mixedLayouts(window);
        }
      } else {
        notes.mixedSamples(window);
      }
    };
  }

  private static double sum(RangeWindow samples, CompensatedSum sum) {
    sum.clear();
    for (int i = samples.first(); i < samples.end(); i++) {
      samples.limits().check(i);
      sum.add(samples.value(i));
    }
    return sum.result();
  }

  /** Divides the sum by the count, or updates the mean once the sum would be infinite. */
  private static double mean(RangeWindow samples, CompensatedSum sum) {
    boolean incremental = false;
    double count = 1;
    sum.set(samples.value(samples.first()), 0);
    for (int i = samples.first() + 1; i < samples.end(); i++) {
      samples.limits().check(i);
      double value = samples.value(i);
      count++;
      if (!incremental) {
        if (!Double.isInfinite(sum.raw() + value)) {
          sum.add(value);
          continue;
        }
        incremental = true;
        sum.set(sum.raw() / (count - 1), sum.error() / (count - 1));
      }
      double kept = (count - 1) / count;
      sum.set(kept * sum.raw(), kept * sum.error());
      sum.add(value / count);
    }
    return incremental ? sum.result() : sum.raw() / count + sum.error() / count;
  }

  private static Histogram sum(RangeWindow samples, RangeNotes notes) {
    HistogramSum sum = new HistogramSum(samples.existingHistogram(samples.first()));
    for (int i = samples.first() + 1; i < samples.end(); i++) {
      samples.limits().check();
      sum.add(samples.existingHistogram(i));
    }
    note(notes, sum.hasMixedHints(), sum.boundsReconciled());
    return sum.result();
  }

  private static Histogram mean(RangeWindow samples, RangeNotes notes) {
    HistogramMean mean = new HistogramMean(samples.existingHistogram(samples.first()));
    for (int i = samples.first() + 1; i < samples.end(); i++) {
      samples.limits().check();
      mean.add(samples.existingHistogram(i));
    }
    note(notes, mean.hasMixedHints(), mean.boundsReconciled());
    return mean.result();
  }

  private static void note(RangeNotes notes, boolean hintsCollide, boolean reconciled) {
    if (hintsCollide) {
      notes.collidingHints();
    }
    if (reconciled) {
      notes.reconciled("aggregation");
    }
  }
}
