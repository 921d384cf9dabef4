// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.scan;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.List;

/** The samples of an operator at all its steps, by series; series without samples are left out. */
public final class ComputedSeries {
  private final List<Series> series = new ArrayList<>();
  private final List<Boolean> losesName = new ArrayList<>();

  private ComputedSeries() {}

  /** Computes all steps of an operator. */
  public static ComputedSeries of(QueryContext context, Operator operator, Steps steps) {
    StepVector vector = new StepVector(context.limits());
    List<SampleList> lists = new ArrayList<>();
    for (int step = 0; step < steps.count(); step++) {
      context.limits().check();
      operator.next(step, vector);
      for (int i = 0; i < vector.size(); i++) {
        context.limits().check(i);
        if (vector.has(i)) {
          list(lists, i, context).add(steps.timeMillis(step), vector, i);
        }
      }
      context.limits().addSamples(vector.count());
    }
    return of(operator.series(), lists, context);
  }

  private static SampleList list(List<SampleList> lists, int index, QueryContext context) {
    while (lists.size() <= index) {
      lists.add(new SampleList(context.limits()));
    }
    return lists.get(index);
  }

  private static ComputedSeries of(
      SeriesList series, List<SampleList> lists, QueryContext context) {
    ComputedSeries computed = new ComputedSeries();
    for (int i = 0; i < lists.size(); i++) {
      context.limits().check(i);
      if (lists.get(i).size() > 0) {
        computed.series.add(lists.get(i).toSeries(series.labels(i)));
        computed.losesName.add(series.losesName(i));
      }
    }
    return computed;
  }

  /** Returns how many series there are. */
  public int size() {
    return series.size();
  }

  /** Returns a series. */
  public Series get(int index) {
    return series.get(index);
  }

  /** Returns the series. */
  public List<Series> all() {
    return series;
  }

  /** Returns whether a series loses its name at the end of the query. */
  public boolean losesName(int index) {
    return losesName.get(index);
  }
}
