// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.quantile.ClassicBuckets;
import io.redstart.query.promql.value.quantile.HistogramFraction;
import io.redstart.query.promql.value.quantile.HistogramQuantile;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of a vector at one step, classic and native, as a cursor: {@link #next(int)}, then
 * for each index {@link #moveTo}, then what to compute. Where a histogram is both classic and
 * native, it is left out with a warning.
 */
final class HistogramVector {
  private final QueryLimits limits;
  private final Steps steps;
  private final Operator operand;
  private final StepVector in;
  private final HistogramSeries series;
  private final HistogramNotes notes;
  /** The native samples, by histogram. */
  private final StepVector natives;

  private ClassicBuckets classic = new ClassicBuckets(0);
  private int classicCapacity;
  private long timeMillis;
  private int current;
  private @Nullable Histogram currentNative;

  /** Opens an argument of a call. */
  HistogramVector(CallContext call, int argument) {
    this.limits = call.query().limits();
    this.steps = call.plan().steps();
    this.operand = call.operand(argument);
    this.in = new StepVector(limits);
    this.natives = new StepVector(limits);
    this.series = new HistogramSeries(limits, operand.series());
    this.notes = new HistogramNotes(call, argument);
  }

  /** Returns the histograms; a step may add some. */
  SeriesList histograms() {
    return series.histograms();
  }

  /** Reads a step. */
  void next(int step) {
    timeMillis = steps.timeMillis(step);
    operand.next(step, in);
    series.update();
    makeRoom(series.bucketsMax());
    natives.clear(series.histograms().size());
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i)) {
        sortOut(i);
      }
    }
  }

  private void makeRoom(int buckets) {
    if (buckets > classicCapacity) {
      limits.hold(2 * Footprint.longs(buckets - classicCapacity));
      classic = new ClassicBuckets(buckets);
      classicCapacity = buckets;
    }
  }

  private void sortOut(int input) {
    Histogram histogram = in.histogram(input);
    if (histogram != null) {
      natives.set(series.ofNative(input), histogram);
    } else if (!series.isBucket(input)) {
      notes.malformedBound(input, operand.series().labels(input));
    }
  }

  /** Moves to a histogram. Returns whether it has a value at this step. */
  boolean moveTo(int histogram) {
    current = histogram;
    currentNative = natives.has(histogram) ? natives.histogram(histogram) : null;
    readBuckets();
    if (currentNative != null && !classic.isEmpty()) {
      notes.mixedKinds(histogram, histograms().labels(histogram));
      return false;
    }
    return currentNative != null || !classic.isEmpty();
  }

  private void readBuckets() {
    classic.clear();
    int end = series.end(current);
    for (int i = series.start(current); i < end; i++) {
      limits.check(i);
      int bucket = series.series(i);
      if (in.has(bucket) && in.histogram(bucket) == null) {
        classic.add(series.bound(bucket), in.get(bucket));
      }
    }
  }

  /** Returns the φ-quantile of the current histogram. */
  double quantile(double phi) {
    if (currentNative == null) {
      return classic.quantile(phi);
    }
    HistogramQuantile quantile = HistogramQuantile.of(phi, currentNative);
    notes.nanObservations(current, histograms().labels(current), quantile.nanEffect());
    return quantile.value();
  }

  /** Informs of a correction of the current histogram, after all its quantiles are computed. */
  void endQuantiles() {
    if (currentNative == null && classic.wasMended()) {
      notes.corrected(histograms().labels(current), timeMillis, classic);
    }
  }

  /** Returns the fraction of the current histogram's observations between two values. */
  double fraction(double lower, double upper) {
    if (currentNative == null) {
      return classic.fraction(lower, upper);
    }
    HistogramFraction fraction = HistogramFraction.of(lower, upper, currentNative);
    notes.nanObservations(current, histograms().labels(current), fraction.nanEffect());
    return fraction.value();
  }
}
