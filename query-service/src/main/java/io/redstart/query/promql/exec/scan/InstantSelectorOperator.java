// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.List;

/** Returns the newest sample of each series, unless it is too old or a staleness marker. */
public final class InstantSelectorOperator implements Operator {
  private final QueryContext context;
  private final Plan.InstantSelector plan;
  private final List<Series> selected;
  /** By series: the index of the first sample after the step. */
  private final int[] ends;

  private final SeriesList series = new SeriesList();

  /** Makes the operator. */
  public InstantSelectorOperator(QueryContext context, Plan.InstantSelector plan) {
    this(context, plan, context.selected().of(plan.selection()));
  }

  private InstantSelectorOperator(
      QueryContext context, Plan.InstantSelector plan, List<Series> selected) {
    this.context = context;
    this.plan = plan;
    this.selected = selected;
    context.limits().hold(Footprint.ints(selected.size()) + 3L * Footprint.LIST_ENTRY);
    this.ends = new int[selected.size()];
    for (Series one : selected) {
      context.limits().check();
      series.add(one.labels(), false);
    }
  }

  /** Makes an operator whose histograms have no buckets, but say if they follow a reset. */
  public static InstantSelectorOperator ofTotals(QueryContext context, Plan.InstantSelector plan) {
    List<Series> totals = new ArrayList<>();
    for (Series one : context.selected().of(plan.selection())) {
      totals.add(one.withTotals(context.limits()));
    }
    return new InstantSelectorOperator(context, plan, totals);
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(ends.length);
    long throughMillis = plan.shift().apply(plan.steps().timeMillis(step));
    for (int i = 0; i < ends.length; i++) {
      context.limits().check(i);
      Series one = selected.get(i);
      int sample = latest(i, one, throughMillis);
      if (sample >= 0 && !one.isStale(sample)) {
        one.copy(sample, into, i);
      }
    }
  }

  /** Returns the newest sample up to a time, or −1 if there is none or it is too old. */
  private int latest(int index, Series one, long throughMillis) {
    int end = ends[index];
    while (end < one.size() && one.timestampMillis(end) <= throughMillis) {
      end++;
    }
    ends[index] = end;
    boolean recent =
        end > 0 && one.timestampMillis(end - 1) > throughMillis - plan.lookbackMillis();
    return recent ? end - 1 : -1;
  }

  /**
   * Returns the time of the newest sample of a series at the step that was computed last.
   *
   * @param index of a series that has a sample there
   */
  public long sampleMillis(int index) {
    return selected.get(index).timestampMillis(ends[index] - 1);
  }

  /**
   * Returns when the counter of that sample began, in epoch milliseconds, or 0 if unknown.
   *
   * @param index of a series that has a sample at the step that was computed last
   */
  public long startMillis(int index) {
    return selected.get(index).startTimestampMillis(ends[index] - 1);
  }
}
