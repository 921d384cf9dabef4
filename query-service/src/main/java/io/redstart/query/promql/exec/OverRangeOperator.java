// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.function.Extrapolation;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.RangeFunction;
import java.util.ArrayList;
import java.util.List;

/** Computes {@code rate} and {@code increase} with windows that slide over each series. */
final class OverRangeOperator implements Operator {
  private final QueryContext context;
  private final Plan.OverRange plan;
  private final Extrapolation extrapolation;
  private final CounterWindow[] windows;
  private final CounterNames names;
  private final OutputSeries output;

  OverRangeOperator(QueryContext context, Plan.OverRange plan) {
    this.context = context;
    this.plan = plan;
    this.extrapolation =
        new Extrapolation(plan.rangeMillis(), plan.function() == RangeFunction.RATE);
    List<Series> selected = context.reader().select(plan.selection());
    context.limits().hold(2L * Footprint.LIST_ENTRY * selected.size());
    List<Labels> labels = new ArrayList<>(selected.size());
    this.windows = new CounterWindow[selected.size()];
    for (int i = 0; i < windows.length; i++) {
      context.limits().check();
      labels.add(selected.get(i).labels());
      windows[i] = new CounterWindow(selected.get(i), context.limits());
    }
    this.names = new CounterNames(context, plan.argumentAt(), labels);
    this.output = OutputSeries.unnamed(context.limits(), labels);
  }

  @Override
  public List<Labels> series() {
    return output.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    long endMillis = context.steps().timeMillis(step) - plan.offsetMillis();
    for (int i = 0; i < windows.length; i++) {
      context.limits().check();
      CounterWindow window = windows[i];
      window.slide(endMillis - plan.rangeMillis(), endMillis);
      if (window.count() >= 2) {
        extrapolation.window(endMillis, window.firstMillis(), window.lastMillis(), window.count());
        double value = extrapolation.apply(window.increase(), window.firstValue());
        output.set(into, i, value);
        names.used(i);
      }
    }
  }
}
