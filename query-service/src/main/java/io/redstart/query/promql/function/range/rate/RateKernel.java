// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range.rate;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.exec.operator.CounterNames;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.function.range.PerSeries;
import io.redstart.query.promql.function.range.RangeNotes;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.histogram.FineBins;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code rate}, {@code increase} and {@code delta} (Prometheus' promql/functions.go,
 * extrapolatedRate). Resets are found once per series, so that a step of a series of numbers costs
 * the same however many samples the window has.
 */
public final class RateKernel implements RangeKernel {
  private final boolean isCounter;
  private final boolean usesStarts;
  private final RangeNotes notes;
  private final Extrapolation extrapolation;
  private final HistogramIncrease histogramIncrease;
  private final EdgeRate edgeRate;
  private final EdgeHistogramRate edgeHistogramRate;
  private final PerSeries<PairEvents> resets;
  private final PerSeries<PairEvents> overlapsOfNumbers = overlaps();
  /** Their own, because positions among numbers are not those among histograms. */
  private final PerSeries<PairEvents> overlapsOfHistograms = overlaps();
  /** The series whose names were checked. */
  private final BitSet checked = new BitSet();

  private RateKernel(CallContext call, boolean isCounter, boolean perSecond) {
    this.isCounter = isCounter;
    this.usesStarts = isCounter && call.query().config().startTimestamps();
    this.notes = new RangeNotes(call);
    this.extrapolation = new Extrapolation(isCounter, perSecond);
    this.histogramIncrease = new HistogramIncrease(notes, isCounter, usesStarts);
    this.edgeRate = new EdgeRate(isCounter, perSecond);
    this.edgeHistogramRate = new EdgeHistogramRate(notes, isCounter, perSecond);
    this.resets = new PerSeries<>(() -> new PairEvents(CounterResets.comparison(usesStarts)));
  }

  /** Makes the kernel of {@code rate}. */
  public static RangeKernel rate(CallContext call) {
    return new RateKernel(call, true, true);
  }

  /** Makes the kernel of {@code increase}. */
  public static RangeKernel increase(CallContext call) {
    return new RateKernel(call, true, false);
  }

  /** Makes the kernel of {@code delta}. */
  public static RangeKernel delta(CallContext call) {
    return new RateKernel(call, false, false);
  }

  @Override
  public void apply(RangeWindow window, Parameters parameters, SampleSlot into) {
    RangeWindow numbers = window.numbers();
    if (numbers.isEmpty()) {
      applyToHistograms(window.histograms(), into);
    } else if (numbers.size() < window.size()) {
      notes.mixedSamples(window);
    } else if (window.edges() == Expr.Edges.PLAIN) {
      applyToNumbers(numbers, into);
    } else {
      edgeRate.apply(numbers, into);
    }
    if (isCounter && into.has() && into.histogram() == null) {
      checkName(window);
    }
  }

  private void applyToNumbers(RangeWindow samples, SampleSlot into) {
    int first = samples.first();
    if (!extrapolation.window(samples, startMillis(samples))) {
      return;
    }
    double increase = samples.value(samples.end() - 1) - samples.value(first);
    if (isCounter) {
      noteOverlaps(samples, overlapsOfNumbers);
      PairEvents events = resets.of(samples);
      int count = events.slide(samples, first);
      for (int n = 0; n < count; n++) {
        increase += samples.value(events.position(n) - 1);
      }
    }
    if (extrapolation.isBorn()) {
      increase += samples.value(first);
    }
    into.set(increase * extrapolation.factor(increase, samples.value(first)));
  }

  private void applyToHistograms(RangeWindow samples, SampleSlot into) {
    if (samples.edges() != Expr.Edges.PLAIN) {
      edgeHistogramRate.apply(samples, into);
      return;
    }
    if (!extrapolation.window(samples, startMillis(samples))) {
      return;
    }
    Histogram first = samples.existingHistogram(samples.first());
    if (first.layout() instanceof FineBins) {
      applyToFineBins(samples, first, into);
      return;
    }
    @Nullable Histogram increase = samples.size() == 1 ? first : increase(samples, first);
    if (increase != null) {
      noteOverlaps(samples, overlapsOfHistograms);
    }
    if (increase != null && samples.size() > 1 && extrapolation.isBorn()) {
      increase = histogramIncrease.plus(samples, increase, first);
    }
    if (increase != null) {
      into.set(increase.times(extrapolation.factor(increase.count(), first.count())));
    }
  }

  /** Reads only two samples of a counter that was never reset. */
  private @Nullable Histogram increase(RangeWindow samples, Histogram first) {
    if (!isCounter || !samples.isComplete()) {
      return histogramIncrease.of(samples);
    }
    Histogram last = samples.existingHistogram(samples.end() - 1);
    return last.minus(first).histogram().compact().withHint(ResetHint.GAUGE);
  }

  /**
   * Treats each bound as a counter that was never reset, so that quantiles are those of classic
   * buckets. Reads only two samples: histograms of fine bins are made when they are asked for.
   */
  private void applyToFineBins(RangeWindow samples, Histogram first, SampleSlot into) {
    Histogram last = samples.existingHistogram(samples.end() - 1);
    Histogram increase = extrapolation.isBorn() ? last : last.minus(first).histogram();
    into.set(BoundFactors.multiply(increase, first, extrapolation::factor));
  }

  private long startMillis(RangeWindow samples) {
    return usesStarts ? samples.startMillis(samples.first()) : 0;
  }

  private static PerSeries<PairEvents> overlaps() {
    return new PerSeries<>(() -> new PairEvents(CounterResets::startOverlaps));
  }

  private void noteOverlaps(RangeWindow samples, PerSeries<PairEvents> overlaps) {
    if (usesStarts
        && samples.hasStartTimestamps()
        && overlaps.of(samples).slide(samples, samples.first()) > 0) {
      notes.overlappingStart(samples);
    }
  }

  private void checkName(RangeWindow window) {
    if (checked.get(window.index())) {
      return;
    }
    checked.set(window.index());
    String name = window.labels().get(Labels.METRIC_NAME);
    if (!name.isEmpty() && !CounterNames.isCounter(name)) {
      notes.mightNotBeCounter(name);
    }
  }
}
