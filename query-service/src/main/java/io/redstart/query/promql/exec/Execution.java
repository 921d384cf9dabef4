// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.EngineConfig;
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
import java.util.function.LongSupplier;

/** One query while it runs, on one thread. Its time begins when it is made. */
public final class Execution {
  private final Steps steps;
  private final QueryLimits limits;
  private final Annotations annotations;

  /**
   * Starts a query.
   *
   * @param nanoClock tells time that passes, in nanoseconds
   */
  public Execution(QueryText query, Steps steps, EngineConfig config, LongSupplier nanoClock) {
    this.steps = steps;
    this.limits = new QueryLimits(config, nanoClock);
    this.annotations = new Annotations(query);
  }

  /** Returns the scalar that a plan is at the one step. */
  public QueryResult scalar(Plan plan, SeriesView view) {
    Operator operator = operator(plan, view);
    StepVector vector = StepVector.of(operator);
    operator.next(0, vector);
    return result(new QueryValue.Scalar(steps.startMillis(), vector.get(0)), view);
  }

  /** Returns the vector that a plan is at the one step. */
  public QueryResult vector(Plan plan, SeriesView view) {
    Operator operator = operator(plan, view);
    StepVector vector = StepVector.of(operator);
    operator.next(0, vector);
    List<QueryValue.Sample> samples = new ArrayList<>();
    for (int i = 0; i < vector.size(); i++) {
      if (vector.has(i)) {
        samples.add(new QueryValue.Sample(operator.series().get(i), vector.get(i)));
      }
    }
    limits.addSamples(samples.size());
    return result(new QueryValue.Vector(steps.startMillis(), samples), view);
  }

  /** Returns the series that a plan is over all steps. */
  public QueryResult matrix(Plan plan, SeriesView view) {
    Operator operator = operator(plan, view);
    StepVector vector = StepVector.of(operator);
    PointList[] points = new PointList[vector.size()];
    for (int i = 0; i < points.length; i++) {
      points[i] = new PointList();
    }
    for (int step = 0; step < steps.count(); step++) {
      limits.checkTime();
      operator.next(step, vector);
      limits.addSamples(collect(vector, steps.timeMillis(step), points));
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      if (!points[i].isEmpty()) {
        series.add(points[i].toSeries(operator.series().get(i)));
      }
    }
    series.sort(Comparator.comparing(Series::labels));
    return result(new QueryValue.Matrix(series), view);
  }

  private static int collect(StepVector vector, long timeMillis, PointList[] points) {
    int count = 0;
    for (int i = 0; i < points.length; i++) {
      if (vector.has(i)) {
        points[i].add(timeMillis, vector.get(i));
        count++;
      }
    }
    return count;
  }

  /** Returns the samples of a range selector at the one step. */
  public QueryResult samples(Selection selection, SeriesView view) {
    List<Series> series = new ArrayList<>();
    for (Series one : new SeriesReader(view, limits).select(selection)) {
      Series kept = CounterWindow.withoutStaleMarkers(one);
      if (kept.size() > 0) {
        series.add(kept);
      }
    }
    return result(new QueryValue.Matrix(series), view);
  }

  private Operator operator(Plan plan, SeriesView view) {
    SeriesReader reader = new SeriesReader(view, limits);
    Operator operator =
        plan.accept(new OperatorBuilder(new QueryContext(steps, reader, limits, annotations)));
    limits.checkTime();
    return operator;
  }

  private QueryResult result(QueryValue value, SeriesView view) {
    List<String> warnings = new ArrayList<>(view.warnings());
    warnings.addAll(annotations.warnings());
    return new QueryResult(value, warnings, annotations.infos());
  }
}
