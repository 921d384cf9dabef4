// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.exec.call.FunctionOperators;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.exec.operator.FoldedValues;
import io.redstart.query.promql.exec.operator.NameRemovalOperator;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SelectedSeries;
import io.redstart.query.promql.exec.scan.ComputedSeries;
import io.redstart.query.promql.exec.scan.RangeOperand;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Runs the plan of one query, on one thread. */
public final class Execution {
  /** A sample of an instant vector, in a list. */
  private static final int SAMPLE = Footprint.OBJECT + Footprint.LIST_ENTRY;

  private final Plan plan;
  private final Steps steps;
  private final SeriesView view;
  private final QueryContext context;
  private final OperatorBuilder builder;

  /** Starts a query: reads its series. */
  public Execution(
      QueryText query,
      Plan plan,
      SeriesView view,
      QueryLimits limits,
      EngineConfig config,
      FunctionOperators functions) {
    FoldedValues folded = FoldedValues.read(plan, view);
    this.plan = folded.withoutDeclined(plan);
    this.steps = plan.steps();
    this.view = view;
    this.context = new QueryContext(
        folded,
        SelectedSeries.read(this.plan, view, limits),
        limits,
        new Annotations(query),
        config);
    this.builder = new OperatorBuilder(context, this.plan, functions);
  }

  /** Returns the value of the plan at its only step. */
  public QueryResult instant() {
    return switch (plan.type()) {
      case SCALAR -> scalar();
      case VECTOR -> vector();
      case MATRIX -> samples();
      case STRING -> result(new QueryValue.Text(steps.startMillis(), ((Plan.Text) plan).value()));
    };
  }

  private QueryResult scalar() {
    StepVector vector = new StepVector(context.limits());
    builder.operator(plan).next(0, vector);
    return result(new QueryValue.Scalar(steps.startMillis(), vector.get(0)));
  }

  private QueryResult vector() {
    Operator operator = root();
    StepVector vector = new StepVector(context.limits());
    operator.next(0, vector);
    int[] order = vector.order();
    IntStream indexes = order == null ? IntStream.range(0, vector.size()) : IntStream.of(order);
    List<QueryValue.Sample> samples = new ArrayList<>();
    indexes.forEach(i -> {
      context.limits().check(i);
      if (vector.has(i)) {
        context.limits().addSamples(1);
        context.limits().hold(SAMPLE);
        samples.add(
            new QueryValue.Sample(operator.series().labels(i), vector.get(i), vector.histogram(i)));
      }
    });
    return result(new QueryValue.Vector(steps.startMillis(), samples));
  }

  /** Returns the series of the plan over all steps. */
  public QueryResult range() {
    return matrix(new ArrayList<>(ComputedSeries.of(context, root(), steps).all()));
  }

  /** Returns the samples of a range vector at the only step. */
  private QueryResult samples() {
    RangeOperand operand = builder.range(plan);
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < operand.series().size(); i++) {
      context.limits().check(i);
      RangeWindow window = operand.window(i, 0);
      Series samples = window.toSeries(OutputSeries.atTheEnd(operand.series(), i));
      if (samples.size() > 0) {
        context.limits().hold(Footprint.LIST_ENTRY);
        series.add(samples);
      }
    }
    return matrix(series);
  }

  private Operator root() {
    Operator operator = builder.operator(plan);
    return context.config().delayedNameRemoval()
        ? new NameRemovalOperator(context, operator)
        : operator;
  }

  private QueryResult matrix(List<Series> series) {
    series.sort(context.limits().checking(Comparator.comparing(Series::labels)));
    return result(new QueryValue.Matrix(series));
  }

  private QueryResult result(QueryValue value) {
    List<String> warnings = new ArrayList<>(view.warnings());
    warnings.addAll(context.annotations().warnings());
    List<String> infos = new ArrayList<>(view.infos());
    infos.addAll(context.annotations().infos());
    return new QueryResult(value, warnings, infos, explanation());
  }

  private String explanation() {
    if (!context.config().explains()) {
      return "";
    }
    String text = plan.text();
    context.limits().hold(Footprint.string(text));
    return text;
  }
}
