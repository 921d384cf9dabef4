// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SampleNotes;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.Expr;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.promql.value.IncompatibleLayoutsException;
import io.redstart.query.promql.value.ResetHint;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a {@code smoothed} instant vector: at each step the value on the line between the samples
 * around it, or the sample before if there is none after (Prometheus 3.14, promql/engine.go,
 * smoothSeries).
 */
public final class SmoothedSelectorOperator implements Operator {
  private final QueryContext context;
  private final Plan.InstantSelector plan;
  private final SampleNotes notes;
  private final List<RangeWindow> windows = new ArrayList<>();
  private final SeriesList series = new SeriesList();

  /** Makes the operator. */
  public SmoothedSelectorOperator(QueryContext context, Plan.InstantSelector plan) {
    this.context = context;
    this.plan = plan;
    this.notes = new SampleNotes(context.annotations(), plan.at());
    for (Series one : context.selected().of(plan.selection())) {
      context.limits().check();
      context.limits().hold(RangeWindow.FOOTPRINT);
      windows.add(new RangeWindow(
          windows.size(),
          one.withoutStaleMarkers(context.limits()),
          plan.lookbackMillis(),
          Expr.Edges.SMOOTHED,
          context.limits()));
      series.add(one.labels(), false);
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
      window.slide(stepMillis, atMillis, 0, plan.lookbackMillis());
      if (window.numberCount() > 0 && window.histogramCount() > 0) {
        notes.mixedTypes(window.labels());
      } else if (window.size() > 0) {
        smooth(window, atMillis, into, i);
      }
    }
  }

  private void smooth(RangeWindow window, long atMillis, StepVector into, int index) {
    int from = window.after(atMillis - 1);
    boolean isExact = from < window.end() && window.timeMillis(from) == atMillis;
    if (!isExact && from == window.first()) {
      return;
    }
    boolean isBetween = !isExact && from < window.end();
    int position = isExact ? from : from - 1;
    if (window.histogramCount() > 0) {
      histogram(window, position, atMillis, isExact, isBetween, into, index);
    } else {
      into.set(
          index,
          isBetween
              ? Interpolation.number(window, position, atMillis, false)
              : window.value(position));
    }
  }

  private void histogram(
      RangeWindow window,
      int position,
      long atMillis,
      boolean isExact,
      boolean isBetween,
      StepVector into,
      int index) {
    Histogram before = window.histogramAt(position);
    if (!isBetween) {
      // A repeated sample says nothing about a reset.
      into.set(index, isExact ? before : before.withHint(ResetHint.UNKNOWN));
      return;
    }
    Histogram after = window.histogramAt(position + 1);
    boolean isCounter = before.hint() != ResetHint.GAUGE || after.hint() != ResetHint.GAUGE;
    try {
      if (before.hasCustomBuckets() != after.hasCustomBuckets()) {
        throw new IncompatibleLayoutsException();
      }
      into.set(index, Interpolation.histogram(window, position, atMillis, isCounter, notes));
    } catch (IncompatibleLayoutsException e) {
      notes.mixedLayouts(window.labels());
    }
  }
}
