// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.function.range.RangeNotes;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.HistogramSum;
import io.redstart.query.promql.value.histogram.IncompatibleLayoutsException;
import io.redstart.query.promql.value.histogram.ResetHint;

/**
 * {@code irate} and {@code idelta}: the difference of the last two samples (Prometheus'
 * promql/functions.go, instantValue).
 */
public final class InstantRateKernel implements RangeKernel {
  private final RangeNotes notes;
  private final boolean isRate;
  private final boolean usesStarts;

  private InstantRateKernel(CallContext call, boolean isRate) {
    this.notes = new RangeNotes(call);
    this.isRate = isRate;
    this.usesStarts = isRate && call.query().config().startTimestamps();
  }

  /** Makes the kernel of {@code irate}. */
  public static RangeKernel irate(CallContext call) {
    return new InstantRateKernel(call, true);
  }

  /** Makes the kernel of {@code idelta}. */
  public static RangeKernel idelta(CallContext call) {
    return new InstantRateKernel(call, false);
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    int last = window.end() - 1;
    if (window.size() < 2 || window.timeMillis(last) == window.timeMillis(last - 1)) {
      return;
    }
    double seconds = (window.timeMillis(last) - window.timeMillis(last - 1)) / 1e3;
    Histogram before = window.histogram(last - 1);
    Histogram now = window.histogram(last);
    boolean startsAgain = usesStarts && CounterResets.isStartReset(window, last);
    if (before != null && now != null) {
      applyToHistograms(window, before, now, startsAgain, seconds, into);
    } else if (before != null || now != null) {
      notes.mixedSamples(window);
    } else {
      double value = window.value(last);
      boolean reset = isRate && (value < window.value(last - 1) || startsAgain);
      double difference = reset ? value : value - window.value(last - 1);
      into.set(isRate ? difference / seconds : difference);
    }
  }

  private void applyToHistograms(
      RangeWindow window,
      Histogram before,
      Histogram now,
      boolean startsAgain,
      double seconds,
      SampleSlot into) {
    boolean isCounter = before.hint() != ResetHint.GAUGE && now.hint() != ResetHint.GAUGE;
    if (isRate && !isCounter) {
      notes.notCounter(window);
    } else if (!isRate && (before.hint() != ResetHint.GAUGE || now.hint() != ResetHint.GAUGE)) {
      notes.notGauge(window);
    }
    Histogram difference = now;
    if (!isRate || (!startsAgain && !now.detectReset(before))) {
      try {
        HistogramSum sum = new HistogramSum(now);
        if (sum.subtract(before)) {
          notes.reconciled("subtraction");
        }
        difference = sum.result();
      } catch (IncompatibleLayoutsException e) {
        notes.mixedLayouts(window);
        return;
      }
    }
    Histogram gauge = difference.withHint(ResetHint.GAUGE).compact();
    into.set(isRate ? gauge.dividedBy(seconds) : gauge);
  }
}
