// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.ResetHint;
import io.redstart.query.promql.value.SampleSlot;

/**
 * Computes {@code irate} and {@code idelta} from the last two samples (Prometheus 3.14,
 * promql/functions.go, instantValue).
 */
public final class InstantRate implements RangeKernel {
  private final boolean isRate;
  private final boolean usesStarts;
  private final SampleNotes notes;

  InstantRate(boolean isRate, boolean usesStarts, SampleNotes notes) {
    this.isRate = isRate;
    this.usesStarts = usesStarts;
    this.notes = notes;
  }

  /** Returns the kernel of {@code irate}. */
  public static RangeKernel irate(CallContext call) {
    return new InstantRate(
        true,
        call.query().config().startTimestamps(),
        new SampleNotes(call.annotations(), call.at(0)));
  }

  /** Returns the kernel of {@code idelta}. */
  public static RangeKernel idelta(CallContext call) {
    return new InstantRate(false, false, new SampleNotes(call.annotations(), call.at(0)));
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    if (window.size() < 2) {
      return;
    }
    int last = window.end() - 1;
    double seconds = (window.timeMillis(last) - window.timeMillis(last - 1)) / 1000.0;
    Histogram now = window.histogram(last);
    Histogram before = window.histogram(last - 1);
    if (now == null && before == null) {
      double difference = difference(window, last);
      into.set(isRate ? difference / seconds : difference);
    } else if (now == null || before == null) {
      notes.mixedTypes(window.labels());
    } else {
      histogram(window, before, now, seconds, into);
    }
  }

  private double difference(RangeWindow window, int last) {
    double now = window.value(last);
    double before = window.value(last - 1);
    return isRate && (now < before || startsAnew(window)) ? now : now - before;
  }

  private boolean startsAnew(RangeWindow window) {
    return usesStarts
        && window.hasStartTimestamps()
        && StartTimes.isReset(window, window.end() - 1);
  }

  private void histogram(
      RangeWindow window, Histogram before, Histogram now, double seconds, SampleSlot into) {
    boolean areGauges = before.hint() == ResetHint.GAUGE && now.hint() == ResetHint.GAUGE;
    boolean areCounters = before.hint() != ResetHint.GAUGE && now.hint() != ResetHint.GAUGE;
    if (isRate && !areCounters) {
      notes.notCounter(window.labels());
    } else if (!isRate && !areGauges) {
      notes.notGauge(window.labels());
    }
    try {
      boolean isReset = isRate && (startsAnew(window) || now.detectReset(before));
      Histogram difference = isReset ? now : HistogramSums.minus(now, before, notes);
      difference = difference.withHint(ResetHint.GAUGE).compact();
      into.set(isRate ? difference.dividedBy(seconds) : difference);
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(window.labels());
    }
  }
}
