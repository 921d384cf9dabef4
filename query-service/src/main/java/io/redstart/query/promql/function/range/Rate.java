// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.SampleSlot;
import org.jspecify.annotations.Nullable;

/**
 * Computes {@code rate}, {@code increase} and {@code delta} (Prometheus 3.14, promql/functions.go,
 * extrapolatedRate).
 */
public final class Rate implements RangeKernel {
  private final boolean isCounter;
  private final boolean usesStarts;
  private final SampleNotes notes;
  private final CounterNames names;
  private final ResetScan resets;
  private final HistogramIncrease histograms;
  private final Extrapolation extrapolation;
  private final ExtendedRate extended;

  Rate(boolean isCounter, boolean isRate, boolean usesStarts, SampleNotes notes, QueryLimits limits) {
    this.isCounter = isCounter;
    this.usesStarts = usesStarts;
    this.notes = notes;
    this.names = new CounterNames(notes);
    this.resets = new ResetScan(limits, usesStarts);
    this.histograms = new HistogramIncrease(isCounter, resets, notes);
    this.extrapolation = new Extrapolation(isCounter, isRate);
    this.extended = new ExtendedRate(isCounter, isRate, notes, limits);
  }

  /** Returns the kernel of {@code rate}. */
  public static RangeKernel rate(CallContext call) {
    return of(call, true, true);
  }

  /** Returns the kernel of {@code increase}. */
  public static RangeKernel increase(CallContext call) {
    return of(call, true, false);
  }

  /** Returns the kernel of {@code delta}. */
  public static RangeKernel delta(CallContext call) {
    return of(call, false, false);
  }

  private static RangeKernel of(CallContext call, boolean isCounter, boolean isRate) {
    return new Rate(
        isCounter,
        isRate,
        isCounter && call.query().config().startTimestamps(),
        new SampleNotes(call.annotations(), call.at(0)),
        call.query().limits());
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    if (window.numberCount() > 0 && window.histogramCount() > 0) {
      notes.mixedTypes(window.labels());
      return;
    }
    if (window.edges() != Expr.Edges.PLAIN) {
      extended.apply(window, into);
    } else if (window.histogramCount() > 0) {
      histogram(window, into);
    } else {
      number(window, into);
    }
    if (isCounter && into.has() && into.histogram() == null) {
      names.check(window);
    }
  }

  private void number(RangeWindow window, SampleSlot into) {
    long startMillis = startWithin(window);
    if (window.size() < 2 && startMillis == 0) {
      return;
    }
    double first = window.value(window.first());
    double increase = window.value(window.end() - 1) - first;
    if (isCounter) {
      noteOverlap(window);
      for (int i = resets.first(window); i < window.end(); i = resets.next(window, i + 1)) {
        increase += window.value(i - 1);
      }
    }
    if (startMillis == 0) {
      extrapolation.window(window);
    } else {
      extrapolation.windowSince(window, startMillis);
      increase += first;
    }
    into.set(increase * extrapolation.factor(increase, first));
  }

  private void histogram(RangeWindow window, SampleSlot into) {
    long startMillis = startWithin(window);
    if (window.size() < 2 && startMillis == 0) {
      return;
    }
    Histogram first = window.histogramAt(window.first());
    Histogram increase = window.size() < 2 ? null : histograms.of(window);
    if (increase == null && window.size() >= 2) {
      return;
    }
    noteOverlap(window);
    if (startMillis == 0) {
      extrapolation.window(window);
    } else {
      extrapolation.windowSince(window, startMillis);
      increase = sinceStart(window, increase, first);
    }
    if (increase != null) {
      into.set(increase.times(extrapolation.factor(increase.count(), first.count())));
    }
  }

  private @Nullable Histogram sinceStart(
      RangeWindow window, @Nullable Histogram increase, Histogram first) {
    if (increase == null) {
      return first;
    }
    try {
      return HistogramSums.plus(increase, first, notes);
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(window.labels());
      return null;
    }
  }

  /** Returns when the first sample's counter began, if within the window; otherwise 0. */
  private long startWithin(RangeWindow window) {
    if (!usesStarts || !window.hasStartTimestamps()) {
      return 0;
    }
    long startMillis = window.startMillis(window.first());
    boolean isWithin =
        startMillis > window.fromMillis() && startMillis < window.timeMillis(window.first());
    return isWithin ? startMillis : 0;
  }

  private void noteOverlap(RangeWindow window) {
    if (usesStarts && window.hasStartTimestamps() && StartTimes.overlap(window)) {
      notes.overlappingStart(window.labels());
    }
  }
}
