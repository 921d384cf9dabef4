// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.plan.TimeShift;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import java.util.ArrayList;
import java.util.List;

/** A range vector: series, and at each step the window of each that a range function reads. */
public final class RangeOperand {
  private final QueryContext context;
  private final TimeShift shift;
  private final long rangeMillis;
  private final long beforeMillis;
  private final long afterMillis;
  private final Expr.Edges edges;
  private final TextRange at;
  private final Steps steps;
  private final SeriesList series = new SeriesList();
  private final List<RangeWindow> windows = new ArrayList<>();

  /**
   * Makes the operand of a selector.
   *
   * @param ofTotals whether histograms shall have no buckets, but say if they follow a reset
   */
  public RangeOperand(QueryContext context, Plan.RangeSelector plan, boolean ofTotals) {
    this.context = context;
    this.shift = plan.shift();
    this.rangeMillis = plan.rangeMillis();
    this.edges = plan.edges();
    this.beforeMillis = edges == Expr.Edges.PLAIN ? 0 : plan.lookbackMillis();
    this.afterMillis = edges == Expr.Edges.SMOOTHED ? plan.lookbackMillis() : 0;
    this.at = plan.at();
    this.steps = plan.steps();
    for (Series one : context.selected().of(plan.selection())) {
      Series samples = one.withoutStaleMarkers(context.limits());
      add(ofTotals ? samples.withTotals(context.limits()) : samples, false);
    }
  }

  /**
   * Makes the operand of a subquery.
   *
   * @param inner the inner series, computed at all steps
   */
  public RangeOperand(QueryContext context, Plan.Subquery plan, ComputedSeries inner) {
    this.context = context;
    this.shift = plan.shift();
    this.rangeMillis = plan.rangeMillis();
    this.edges = Expr.Edges.PLAIN;
    this.beforeMillis = 0;
    this.afterMillis = 0;
    this.at = plan.at();
    this.steps = plan.steps();
    for (int i = 0; i < inner.size(); i++) {
      add(inner.get(i).withoutResetHints(), inner.losesName(i));
    }
  }

  private void add(Series one, boolean losesName) {
    context.limits().check();
    context.limits().hold(RangeWindow.FOOTPRINT);
    series.add(one.labels(), losesName);
    windows.add(new RangeWindow(windows.size(), one, rangeMillis, edges, context.limits()));
  }

  /** Returns the series. */
  public SeriesList series() {
    return series;
  }

  /** Returns where the operand stands in the query, for annotations. */
  public TextRange at() {
    return at;
  }

  /** Returns how the edges of the range are treated. */
  public Expr.Edges edges() {
    return edges;
  }

  /**
   * Moves the window of a series to a step.
   *
   * @param step at or after the one before
   */
  public RangeWindow window(int index, int step) {
    RangeWindow window = windows.get(index);
    long stepMillis = steps.timeMillis(step);
    window.slide(stepMillis, shift.apply(stepMillis), beforeMillis, afterMillis);
    return window;
  }
}
