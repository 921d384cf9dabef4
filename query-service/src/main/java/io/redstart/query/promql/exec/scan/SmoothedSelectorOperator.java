// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.ArrayList;
import java.util.List;

/**
 * Returns the value of each series at exactly the time of a step, interpolated between the samples
 * around it: {@code x smoothed}. Both must be within the lookback delta; without one after the
 * step, the value is that of the one before (Prometheus' promql/engine.go, smoothSeries).
 */
public final class SmoothedSelectorOperator implements Operator {
  private final QueryContext context;
  private final Plan.InstantSelector plan;
  private final SeriesList series = new SeriesList();
  private final List<RangeWindow> windows = new ArrayList<>();

  /** Makes the operator. */
  public SmoothedSelectorOperator(QueryContext context, Plan.InstantSelector plan) {
    this.context = context;
    this.plan = plan;
    for (Series one : context.selected().of(plan.selection())) {
      context.limits().check();
      context.limits().hold(RangeWindow.FOOTPRINT);
      Series samples = one.withoutStaleMarkers(context.limits());
      series.add(one.labels(), false);
      windows.add(
          new RangeWindow(windows.size(), samples, 0, Expr.Edges.SMOOTHED, context.limits()));
    }
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(windows.size());
    long stepMillis = plan.steps().timeMillis(step);
    long atMillis = plan.shift().apply(stepMillis);
    for (int i = 0; i < windows.size(); i++) {
      context.limits().check(i);
      RangeWindow window = windows.get(i);
      window.slide(stepMillis, atMillis, plan.lookbackMillis(), plan.lookbackMillis());
      RangeWindow numbers = window.numbers();
      if (numbers.size() == window.size()) {
        setNumber(numbers, atMillis, into, i);
      } else if (numbers.isEmpty()) {
        setHistogram(window.histograms(), atMillis, into, i);
      } else {
        warn(window, "encountered a mix of histograms and floats for metric name ");
      }
    }
  }

  private static void setNumber(RangeWindow samples, long atMillis, StepVector into, int index) {
    int next = samples.after(atMillis - 1);
    if (next < samples.end() && samples.timeMillis(next) == atMillis) {
      into.set(index, samples.value(next));
    } else if (next > samples.first()) {
      into.set(
          index,
          next < samples.end()
              ? Interpolation.number(samples, next - 1, atMillis, false)
              : samples.value(next - 1));
    }
  }

  private void setHistogram(RangeWindow samples, long atMillis, StepVector into, int index) {
    int next = samples.after(atMillis - 1);
    if (next < samples.end() && samples.timeMillis(next) == atMillis) {
      into.set(index, samples.existingHistogram(next));
    } else if (next > samples.first() && next < samples.end()) {
      setBetween(samples, next, atMillis, into, index);
    } else if (next > samples.first()) {
      // The hint is about two neighbouring samples, and not about the value.
      into.set(index, samples.existingHistogram(next - 1).withHint(ResetHint.UNKNOWN));
    }
  }

  private void setBetween(
      RangeWindow samples, int next, long atMillis, StepVector into, int index) {
    Histogram before = samples.existingHistogram(next - 1);
    Histogram after = samples.existingHistogram(next);
    if (!before.layout().isCompatibleWith(after.layout())) {
      warn(
          samples,
          "vector contains a mix of histograms with exponential and custom buckets schemas for"
              + " metric name ");
      return;
    }
    boolean isCounter = before.hint() != ResetHint.GAUGE || after.hint() != ResetHint.GAUGE;
    into.set(
        index,
        Interpolation.histogram(
            samples, next - 1, atMillis, isCounter, context.annotations(), plan.at()));
  }

  private void warn(RangeWindow window, String message) {
    String name = window.labels().get(Labels.METRIC_NAME);
    context.annotations().warn(plan.at(), message + '"' + name + '"');
  }
}
