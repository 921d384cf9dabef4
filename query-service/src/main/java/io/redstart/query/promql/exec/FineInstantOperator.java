// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.plan.Plan;
import java.util.List;
import java.util.function.UnaryOperator;

/** Returns the newest sample of each histogram, unless it is too old or stale. */
final class FineInstantOperator implements FineOperator {
  private final QueryContext context;
  private final Plan.InstantSelector plan;
  private final FineSelection selection;
  private final FineCursor[] cursors;

  FineInstantOperator(QueryContext context, Plan.InstantSelector plan, List<FineSeries> selected) {
    this.context = context;
    this.plan = plan;
    this.selection = new FineSelection(context.limits(), selected, UnaryOperator.identity());
    this.cursors = selection.cursors();
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
    long throughMillis = context.steps().timeMillis(step) - plan.offsetMillis();
    for (int i = 0; i < selection.size(); i++) {
      context.limits().check();
      SlidingWindow window = selection.window(i);
      window.slide(throughMillis - plan.lookbackMillis(), throughMillis);
      if (window.count() > 0 && !selection.isStale(i, window.last(), throughMillis)) {
        double[] counts = cursors[i].moveTo(window.last());
        System.arraycopy(counts, 0, into.set(i), 0, counts.length);
      }
    }
  }
}
