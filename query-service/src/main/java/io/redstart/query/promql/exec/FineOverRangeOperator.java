// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.Extrapolation;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.RangeFunction;
import java.util.List;

/**
 * Computes {@code rate} and {@code increase} of histograms. In Prometheus each upper bound is a
 * separate counter, and its extrapolation depends on where it would have been 0. So the cells are
 * cumulated, each bound is extrapolated, and the differences become cells again. One factor for all
 * cells would be wrong by up to a quarter.
 */
final class FineOverRangeOperator implements FineOperator {
  private final QueryContext context;
  private final Plan.OverRange plan;
  private final Extrapolation extrapolation;
  private final FineSelection selection;
  private final FineCursor[] firsts;
  private final FineCursor[] lasts;
  private final CounterNames names;

  FineOverRangeOperator(QueryContext context, Plan.OverRange plan, List<FineSeries> selected) {
    this.context = context;
    this.plan = plan;
    this.extrapolation =
        new Extrapolation(plan.rangeMillis(), plan.function() == RangeFunction.RATE);
    QueryLimits limits = context.limits();
    this.selection = new FineSelection(limits, selected, OutputSeries::withoutName);
    this.firsts = selection.cursors();
    this.lasts = selection.cursors();
    limits.hold((long) Footprint.LIST_ENTRY * selected.size());
    List<Labels> named = selected.stream().map(FineSeries::labels).toList();
    this.names = new CounterNames(context, plan.argumentAt(), named);
  }

  @Override
  public List<Labels> series() {
    return selection.labels();
  }

  @Override
  public CellSpace space() {
    return selection.space();
  }

  @Override
  public int[] cells(int series) {
    return selection.cells(series);
  }

  @Override
  public void next(int step, FineVector into) {
    into.clear();
    long endMillis = context.steps().timeMillis(step) - plan.offsetMillis();
    for (int i = 0; i < selection.size(); i++) {
      context.limits().check();
      SlidingWindow window = selection.window(i);
      window.slide(endMillis - plan.rangeMillis(), endMillis);
      if (window.count() >= 2) {
        extrapolation.window(
            endMillis,
            selection.timestampMillis(i, window.first()),
            selection.timestampMillis(i, window.last()),
            window.count());
        extrapolate(firsts[i].moveTo(window.first()), lasts[i].moveTo(window.last()), into.set(i));
        names.used(i);
      }
    }
  }

  private void extrapolate(double[] first, double[] last, double[] into) {
    double firstUpTo = 0;
    double increaseUpTo = 0;
    double below = 0;
    for (int cell = 0; cell < into.length; cell++) {
      firstUpTo += first[cell];
      increaseUpTo += last[cell] - first[cell];
      double upTo = extrapolation.apply(increaseUpTo, firstUpTo);
      into[cell] = Math.max(0, upTo - below);
      below = Math.max(below, upTo);
    }
  }
}
