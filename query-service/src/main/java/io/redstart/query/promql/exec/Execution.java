// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.QueryResult;
import io.redstart.query.promql.QueryValue;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.SeriesView;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.syntax.QueryText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one query, on one thread. */
public final class Execution {
  /** A sample of an instant vector, in a list. */
  private static final int SAMPLE = Footprint.OBJECT + Footprint.LIST_ENTRY;

  private final Steps steps;
  private final QueryLimits limits;
  private final Annotations annotations;

  /** Starts a query. */
  public Execution(QueryText query, Steps steps, QueryLimits limits) {
    this.steps = steps;
    this.limits = limits;
    this.annotations = new Annotations(query);
  }

  /** Returns the scalar of a plan at the only step. */
  public QueryResult scalar(Plan plan, SeriesView view) {
    Operator operator = operator(plan, view);
    StepVector vector = StepVector.of(operator, limits);
    operator.next(0, vector);
    return result(new QueryValue.Scalar(steps.startMillis(), vector.get(0)), view);
  }

  /** Returns the vector of a plan at the only step. */
  public QueryResult vector(Plan plan, SeriesView view) {
    Operator operator = operator(plan, view);
    StepVector vector = StepVector.of(operator, limits);
    operator.next(0, vector);
    List<QueryValue.Sample> samples = new ArrayList<>();
    for (int i = 0; i < vector.size(); i++) {
      limits.check(i);
      if (vector.has(i)) {
        limits.addSamples(1);
        limits.hold(SAMPLE);
        samples.add(new QueryValue.Sample(operator.series().get(i), vector.get(i)));
      }
    }
    return result(new QueryValue.Vector(steps.startMillis(), samples), view);
  }

  /** Returns the series of a plan over all steps. */
  public QueryResult matrix(Plan plan, SeriesView view) {
    Operator operator = operator(plan, view);
    StepVector vector = StepVector.of(operator, limits);
    limits.hold(Footprint.ints(vector.size()));
    @Nullable PointList[] points = new PointList[vector.size()];
    for (int step = 0; step < steps.count(); step++) {
      limits.check();
      operator.next(step, vector);
      collect(vector, steps.timeMillis(step), points);
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      limits.check(i);
      PointList list = points[i];
      if (list != null) {
        series.add(list.toSeries(operator.series().get(i), limits));
        points[i] = null;
      }
    }
    series.sort(limits.checking(Comparator.comparing(Series::labels)));
    return result(new QueryValue.Matrix(series), view);
  }

  private void collect(StepVector vector, long timeMillis, @Nullable PointList[] points) {
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      limits.check(i);
      if (vector.has(i)) {
        PointList list = points[i];
        if (list == null) {
          list = new PointList(limits);
          points[i] = list;
        }
        list.add(timeMillis, vector.get(i), limits);
        count++;
      }
    }
    limits.addSamples(count);
  }

  /** Returns the samples of a range selector at the only step. */
  public QueryResult samples(Selection selection, SeriesView view) {
    List<Series> series = new ArrayList<>();
    for (Series one : new SeriesReader(view, limits).select(selection)) {
      limits.check();
      Series kept = CounterWindow.withoutStaleMarkers(one, limits);
      if (kept.size() > 0) {
        limits.hold(Footprint.LIST_ENTRY);
        series.add(kept);
      }
    }
    return result(new QueryValue.Matrix(series), view);
  }

  private Operator operator(Plan plan, SeriesView view) {
    SeriesReader reader = new SeriesReader(view, limits);
    return plan.accept(new OperatorBuilder(new QueryContext(steps, reader, limits, annotations)));
  }

  private QueryResult result(QueryValue value, SeriesView view) {
    List<String> warnings = new ArrayList<>(view.warnings());
    warnings.addAll(annotations.warnings());
    return new QueryResult(value, warnings, annotations.infos());
  }
}
