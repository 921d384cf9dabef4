// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.function.Extrapolation;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.RangeFunction;
import java.util.List;

/** {@code rate} and {@code increase}: windows that slide over the samples of each series. */
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
    List<Labels> labels = selected.stream().map(Series::labels).toList();
    this.windows = selected.stream().map(CounterWindow::new).toArray(CounterWindow[]::new);
    this.names = new CounterNames(context.annotations(), plan.argumentAt(), labels);
    this.output = OutputSeries.unnamed(labels);
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
