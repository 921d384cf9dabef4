// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Annotations;
import io.redstart.query.promql.exec.operator.ConstantOperator;
import io.redstart.query.promql.exec.operator.FoldedValues;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.operator.SelectedSeries;
import io.redstart.query.promql.exec.scan.RangeOperand;
import io.redstart.query.promql.exec.scan.SmoothedSelectorOperator;
import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.EngineConfig;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.plan.TimeShift;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls a range function on series without a query's text. */
final class RangeCall {
  static final long LOOKBACK_MILLIS = 60_000;
  private static final TextRange AT = new TextRange(0, 1);

  private final List<Series> series;
  private final Annotations annotations = new Annotations(new QueryText("x"));
  private Steps steps = Steps.at(0);
  private long rangeMillis = 60_000;
  private Expr.Edges edges = Expr.Edges.PLAIN;
  private boolean startTimestamps;

  private RangeCall(List<Series> series) {
    this.series = series;
  }

  static RangeCall on(Series... series) {
    return new RangeCall(List.of(series));
  }

  RangeCall at(long timeMillis) {
    steps = Steps.at(timeMillis);
    return this;
  }

  RangeCall at(Steps several) {
    steps = several;
    return this;
  }

  RangeCall range(long millis) {
    rangeMillis = millis;
    return this;
  }

  RangeCall edges(Expr.Edges other) {
    edges = other;
    return this;
  }

  RangeCall withStartTimestamps() {
    startTimestamps = true;
    return this;
  }

  List<String> warnings() {
    return annotations.warnings();
  }

  List<String> infos() {
    return annotations.infos();
  }

  /** Returns the only number at the only step, or null if there is none. */
  @Nullable
  Double number(String function, double... parameters) {
    StepVector vector = vectors(operator(function, parameters)).get(0);
    return vector.has(0) && vector.histogram(0) == null ? vector.get(0) : null;
  }

  /** Returns the only histogram at the only step, or null if there is none. */
  @Nullable
  Histogram histogram(String function) {
    return vectors(operator(function)).get(0).histogram(0);
  }

  /** Returns the results of all steps. */
  List<StepVector> vectors(String function, double... parameters) {
    return vectors(operator(function, parameters));
  }

  /** Returns the values of a smoothed instant selector. */
  List<StepVector> smoothed() {
    Plan.InstantSelector plan = new Plan.InstantSelector(
        selection(), TimeShift.NONE, LOOKBACK_MILLIS, Expr.Edges.SMOOTHED, AT, steps);
    return vectors(new SmoothedSelectorOperator(context(plan), plan));
  }

  /** Returns the samples of the only series as a query of a range vector answers them. */
  Series samples() {
    Plan.RangeSelector plan = range();
    return new RangeOperand(context(plan), plan, false).window(0, 0).toSeries(Labels.empty());
  }

  private List<StepVector> vectors(Operator operator) {
    List<StepVector> vectors = new ArrayList<>();
    for (int step = 0; step < steps.count(); step++) {
      StepVector vector = new StepVector(QueryLimits.unlimited());
      operator.next(step, vector);
      vectors.add(vector);
    }
    return vectors;
  }

  private Operator operator(String function, double... parameters) {
    FunctionTable table = new FunctionTable();
    Signature signature = table.signature(function).orElseThrow();
    List<Plan> arguments = new ArrayList<>();
    List<Expr> exprs = new ArrayList<>();
    int next = 0;
    for (ValueType type : signature.arguments()) {
      double value = type == ValueType.SCALAR ? parameters[next++] : 0;
      arguments.add(type == ValueType.SCALAR ? new Plan.Constant(value, steps) : range());
      exprs.add(new Expr.NumberLiteral(value, AT));
    }
    Plan.Call plan =
        new Plan.Call(signature, arguments, new Expr.Call(signature, exprs, AT), steps);
    QueryContext context = context(plan);
    return table
        .operator(function)
        .open(new CallContext(
            context,
            plan,
            argument -> new ConstantOperator(((Plan.Constant) argument).value()),
            argument -> new RangeOperand(context, (Plan.RangeSelector) argument, false)));
  }

  private Plan.RangeSelector range() {
    return new Plan.RangeSelector(
        selection(), TimeShift.NONE, rangeMillis, LOOKBACK_MILLIS, edges, AT, steps);
  }

  private static Selection selection() {
    return new Selection(List.of(LabelMatcher.equal(Labels.METRIC_NAME, "x")), 0, 1);
  }

  private QueryContext context(Plan plan) {
    EngineConfig config = new EngineConfig(
        Duration.ofMillis(LOOKBACK_MILLIS),
        Duration.ofMinutes(1),
        SyntaxConfig.ALL,
        false,
        startTimestamps,
        false);
    QueryLimits limits = QueryLimits.unlimited();
    SeriesView view = new View(series);
    return new QueryContext(
        FoldedValues.read(plan, view),
        SelectedSeries.read(plan, view, limits),
        limits,
        annotations,
        config);
  }

  private record View(List<Series> series) implements SeriesView {
    @Override
    public List<List<Series>> select(List<Selection> selections) {
      return selections.stream().map(selection -> series).toList();
    }

    @Override
    public List<String> warnings() {
      return List.of();
    }
  }
}
