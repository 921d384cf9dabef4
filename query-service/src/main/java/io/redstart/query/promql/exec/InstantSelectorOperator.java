// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.function.StaleMarker;
import io.redstart.query.promql.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** Returns the newest sample of each series, unless it is too old or a staleness marker. */
final class InstantSelectorOperator implements Operator {
  /** The size of a window with its view of the timestamps, in an array, and of labels in a list. */
  private static final int SERIES = 2 * Footprint.OBJECT + 16 + 2 * Footprint.LIST_ENTRY;

  private final QueryContext context;
  private final Plan.InstantSelector plan;
  private final List<Series> selected;
  private final SlidingWindow[] windows;
  private final List<Labels> series = new ArrayList<>();

  InstantSelectorOperator(QueryContext context, Plan.InstantSelector plan) {
    this.context = context;
    this.plan = plan;
    this.selected = context.reader().select(plan.selection());
    context.limits().hold(SERIES * (long) selected.size());
    this.windows = new SlidingWindow[selected.size()];
    for (int i = 0; i < windows.length; i++) {
      context.limits().check(i);
      Series one = selected.get(i);
      windows[i] = new SlidingWindow(one.size(), one::timestampMillis);
      series.add(one.labels());
    }
  }

  @Override
  public List<Labels> series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    long throughMillis = context.steps().timeMillis(step) - plan.offsetMillis();
    long fromMillis = throughMillis - plan.lookbackMillis();
    for (int i = 0; i < windows.length; i++) {
      context.limits().check();
      SlidingWindow window = windows[i];
      window.slide(fromMillis, throughMillis);
      if (window.count() > 0) {
        double value = selected.get(i).value(window.last());
        if (!StaleMarker.is(value)) {
          into.set(i, value);
        }
      }
    }
  }
}
