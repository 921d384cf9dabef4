// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.operator.SampleNotes.Operation;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.HistogramMean;
import io.redstart.query.promql.value.HistogramSum;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.SampleSlot;

/**
 * Computes {@code sum_over_time} and {@code avg_over_time} of numbers or of histograms, not of both
 * together (Prometheus 3.14, promql/functions.go, funcSumOverTime and funcAvgOverTime).
 */
public final class SumOverTime implements RangeKernel {
  private final boolean isMean;
  private final SampleNotes notes;
  private final QueryLimits limits;
  private final CompensatedSum sum = new CompensatedSum();

  SumOverTime(boolean isMean, SampleNotes notes, QueryLimits limits) {
    this.isMean = isMean;
    this.notes = notes;
    this.limits = limits;
  }

  /** Returns the kernel of {@code sum_over_time}. */
  public static RangeKernel sum(CallContext call) {
    return of(call, false);
  }

  /** Returns the kernel of {@code avg_over_time}. */
  public static RangeKernel mean(CallContext call) {
    return of(call, true);
  }

  private static RangeKernel of(CallContext call, boolean isMean) {
    return new SumOverTime(
        isMean, new SampleNotes(call.annotations(), call.at(0)), call.query().limits());
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    if (window.histogramCount() == 0) {
      into.set(isMean ? meanOf(window) : sumOf(window));
    } else if (window.numberCount() > 0) {
      notes.mixedTypes(window.labels());
    } else {
      try {
        histograms(window, into);
      } catch (IncompatibleLayoutsException e) {
        notes.mixedLayouts(window.labels());
      }
    }
  }

  private double sumOf(RangeWindow window) {
    sum.set(0, 0);
    for (int i = window.first(); i < window.end(); i++) {
      limits.check(i);
      sum.add(window.value(i));
    }
    return Double.isInfinite(sum.raw()) ? sum.raw() : sum.result();
  }

  /** Divides the sum; once that would be infinite, it updates the mean with each number instead. */
  private double meanOf(RangeWindow window) {
    sum.set(window.value(window.first()), 0);
    boolean isIncremental = false;
    double count = 1;
    for (int i = window.first() + 1; i < window.end(); i++) {
      limits.check(i);
      count++;
      double value = window.value(i);
      if (!isIncremental && Double.isInfinite(sum.raw() + value)) {
        isIncremental = true;
        sum.set(sum.raw() / (count - 1), sum.compensation() / (count - 1));
      }
      if (isIncremental) {
        double kept = (count - 1) / count;
        sum.set(kept * sum.raw(), kept * sum.compensation());
        sum.add(value / count);
      } else {
        sum.add(value);
      }
    }
    return isIncremental ? sum.result() : sum.raw() / count + sum.compensation() / count;
  }

  private void histograms(RangeWindow window, SampleSlot into) {
    if (isMean) {
      HistogramMean mean = new HistogramMean(window.histogramAt(window.first()));
      for (int i = window.first() + 1; i < window.end(); i++) {
        limits.check();
        mean.add(window.histogramAt(i));
      }
      note(mean.hasMixedHints(), mean.boundsReconciled());
      into.set(mean.result());
    } else {
      HistogramSum total = new HistogramSum(window.histogramAt(window.first()));
      for (int i = window.first() + 1; i < window.end(); i++) {
        limits.check();
        total.add(window.histogramAt(i));
      }
      note(total.hasMixedHints(), total.boundsReconciled());
      into.set(total.result());
    }
  }

  private void note(boolean hintsCollide, boolean boundsReconciled) {
    if (hintsCollide) {
      notes.collidingHints();
    }
    if (boundsReconciled) {
      notes.reconciledBounds(Operation.AGGREGATION);
    }
  }
}
