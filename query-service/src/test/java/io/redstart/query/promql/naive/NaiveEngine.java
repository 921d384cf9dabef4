// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.naive;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.syntax.tree.DurationExpr;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates one query at one time after the other. */
public final class NaiveEngine {
  private static final long MINUTE_MILLIS = 60_000;

  private final SeriesView view;
  private final long startMillis;
  private final long endMillis;
  private final long lookbackMillis;
  /** The series that gave a result's labels, for each node that must have one for each. */
  private final Map<Expr, Map<Labels, Labels>> origins = new IdentityHashMap<>();

  /**
   * Makes an engine for a query.
   *
   * @param startMillis its first step, epoch milliseconds
   * @param endMillis its last
   */
  public NaiveEngine(SeriesView view, long startMillis, long endMillis, long lookbackMillis) {
    this.view = view;
    this.startMillis = startMillis;
    this.endMillis = endMillis;
    this.lookbackMillis = lookbackMillis;
  }

  /**
   * Returns a vector; a scalar is a sample without labels.
   *
   * @throws NaiveFailure if the query fails
   */
  public List<NaiveSample> at(Expr expr, long timeMillis) {
    return expr.type() == ValueType.SCALAR
        ? List.of(NaiveSample.of(Labels.empty(), scalar(expr, timeMillis)))
        : vector(expr, timeMillis);
  }

  private double scalar(Expr expr, long time) {
    if (expr instanceof Expr.Parenthesized parenthesized) {
      return scalar(parenthesized.inner(), time);
    }
    if (expr instanceof Expr.NumberLiteral literal) {
      return literal.value();
    }
    if (expr instanceof Expr.Unary unary) {
      return (unary.minus() ? -1 : 1) * scalar(unary.operand(), time);
    }
    if (expr instanceof Expr.Binary binary) {
      return new NaiveBinary(binary.op(), binary.returnBool())
          .scalars(scalar(binary.left(), time), scalar(binary.right(), time));
    }
    Expr.Call call = (Expr.Call) expr;
    return switch (call.function().name()) {
      case "time" -> time / 1e3;
      case "pi" -> Math.PI;
      case "scalar" -> {
        List<NaiveSample> numbers = vector(call.arguments().get(0), time).stream()
            .filter(NaiveSample::isNumber)
            .toList();
        yield numbers.size() == 1 ? numbers.get(0).value() : Double.NaN;
      }
      default -> throw new UnsupportedOperationException(call.function().name());
    };
  }

  private List<NaiveSample> vector(Expr expr, long time) {
    if (expr instanceof Expr.Parenthesized parenthesized) {
      return vector(parenthesized.inner(), time);
    }
    if (expr instanceof Expr.VectorSelector selector) {
      return newest(selector, time);
    }
    if (expr instanceof Expr.Unary unary) {
      return unary.minus() ? negated(unary, time) : vector(unary.operand(), time);
    }
    if (expr instanceof Expr.Binary binary) {
      return unique(binary(binary, time));
    }
    if (expr instanceof Expr.SetOperation set) {
      return unique(NaiveBinary.sets(
          set.op(), vector(set.left(), time), vector(set.right(), time), set.matching()));
    }
    if (expr instanceof Expr.Aggregation aggregation) {
      return aggregated(aggregation, time);
    }
    return call((Expr.Call) expr, time);
  }

  private static List<NaiveSample> unique(List<NaiveSample> vector) {
    Set<Labels> seen = new HashSet<>();
    for (NaiveSample sample : vector) {
      if (!seen.add(sample.labels())) {
        throw new NaiveFailure("vector cannot contain metrics with the same labelset");
      }
    }
    return vector;
  }

  /** Fails if two series give results of the same labels, even at different times. */
  private void claim(Expr node, Labels result, Labels origin) {
    Labels first =
        origins.computeIfAbsent(node, key -> new HashMap<>()).putIfAbsent(result, origin);
    if (first != null && !first.equals(origin)) {
      throw new NaiveFailure("vector cannot contain metrics with the same labelset");
    }
  }

  private List<NaiveSample> negated(Expr.Unary unary, long time) {
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : vector(unary.operand(), time)) {
      Labels labels = NaiveSample.withoutName(sample.labels());
      results.add(
          sample.isNumber()
              ? NaiveSample.of(labels, -sample.value())
              : NaiveSample.of(labels, sample.histogram().negated()));
    }
    return unique(results);
  }

  private List<NaiveSample> binary(Expr.Binary binary, long time) {
    NaiveBinary operator = new NaiveBinary(binary.op(), binary.returnBool());
    boolean isLeftScalar = binary.left().type() == ValueType.SCALAR;
    if (isLeftScalar || binary.right().type() == ValueType.SCALAR) {
      Expr vector = isLeftScalar ? binary.right() : binary.left();
      Expr scalar = isLeftScalar ? binary.left() : binary.right();
      return operator.vectorAndScalar(vector(vector, time), scalar(scalar, time), isLeftScalar);
    }
    return operator.vectors(
        vector(binary.left(), time), vector(binary.right(), time), binary.matching());
  }

  private List<NaiveSample> aggregated(Expr.Aggregation aggregation, long time) {
    Expr parameter = aggregation.parameter();
    boolean isText = parameter != null && parameter.type() == ValueType.STRING;
    double number = parameter == null || isText ? 0 : scalar(parameter, time);
    return new NaiveAggregation(aggregation.op(), number, isText ? text(parameter) : "")
        .of(vector(aggregation.operand(), time), aggregation.grouping());
  }

  private static String text(Expr expr) {
    return ((Expr.StringLiteral) expr.withoutParentheses()).value();
  }

  private List<NaiveSample> call(Expr.Call call, long time) {
    String name = call.function().name();
    List<Expr> arguments = call.arguments();
    int range = 0;
    while (range < arguments.size() && arguments.get(range).type() != ValueType.MATRIX) {
      range++;
    }
    if (range < arguments.size()) {
      return ofRange(call, arguments.get(range), scalars(arguments, time), time);
    }
    double[] scalars = scalars(arguments, time);
    Expr first = arguments.get(0);
    return switch (name) {
      case "vector" -> List.of(NaiveSample.of(Labels.empty(), scalars[0]));
      case "sort", "sort_desc" ->
        vector(first, time).stream().filter(NaiveSample::isNumber).toList();
      case "absent" ->
        vector(first, time).isEmpty() ? List.of(NaiveSample.of(absentLabels(first), 1)) : List.of();
      case "timestamp" -> unique(times(first, time));
      case "histogram_quantile" ->
        unique(NaiveBuckets.quantile(scalars[0], vector(arguments.get(1), time)));
      case "histogram_fraction" ->
        unique(NaiveBuckets.fraction(scalars[0], scalars[1], vector(arguments.get(2), time)));
      case "label_join" ->
        relabelled(
            call,
            time,
            labels -> NaiveFunctions.join(
                labels,
                text(arguments.get(1)),
                text(arguments.get(2)),
                arguments.subList(3, arguments.size()).stream()
                    .map(NaiveEngine::text)
                    .toList()));
      case "label_replace" ->
        relabelled(
            call,
            time,
            labels -> NaiveFunctions.replace(
                labels,
                text(arguments.get(1)),
                text(arguments.get(2)),
                text(arguments.get(3)),
                text(arguments.get(4))));
      case "clamp" -> {
        List<NaiveSample> operand = vector(first, time);
        yield scalars[0] > scalars[1] ? List.of() : mapped(name, scalars, operand);
      }
      default -> mapped(name, scalars, vector(first, time));
    };
  }

  private double[] scalars(List<Expr> arguments, long time) {
    return arguments.stream()
        .filter(argument -> argument.type() == ValueType.SCALAR)
        .mapToDouble(argument -> scalar(argument, time))
        .toArray();
  }

  private static List<NaiveSample> mapped(String name, double[] scalars, List<NaiveSample> vector) {
    var ofHistogram = NaiveFunctions.ofHistogram(name);
    if (ofHistogram != null) {
      return unique(NaiveFunctions.histograms(vector, ofHistogram));
    }
    var ofNumber = NaiveFunctions.ofNumber(name, scalars);
    if (ofNumber == null) {
      throw new UnsupportedOperationException(name);
    }
    return unique(NaiveFunctions.numbers(vector, ofNumber));
  }

  private interface Relabelling {
    Labels of(Labels labels);
  }

  private List<NaiveSample> relabelled(Expr.Call call, long time, Relabelling relabelling) {
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveSample sample : vector(call.arguments().get(0), time)) {
      Labels labels = relabelling.of(sample.labels());
      results.add(sample.with(labels));
    }
    return unique(results);
  }

  /** Returns the times of a selector's samples, or the time of the step for anything else. */
  private List<NaiveSample> times(Expr operand, long time) {
    boolean isSelector = operand.withoutParentheses() instanceof Expr.VectorSelector;
    return vector(operand, time).stream()
        .map(sample -> NaiveSample.of(
            NaiveSample.withoutName(sample.labels()),
            (isSelector ? sample.timeMillis() : time) / 1e3))
        .toList();
  }

  /** Returns the labels that a missing series would have: those that a selector says for sure. */
  private static Labels absentLabels(Expr expr) {
    Expr inner = expr.withoutParentheses();
    List<LabelMatcher> matchers = inner instanceof Expr.VectorSelector selector
        ? selector.matchers()
        : inner instanceof Expr.RangeSelector range ? range.selector().matchers() : List.of();
    Map<String, String> labels = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (names.add(matcher.name()) && matcher.op() == LabelMatcher.Op.EQUAL) {
        labels.put(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    return Labels.of(labels);
  }

  private List<NaiveSample> ofRange(Expr.Call call, Expr range, double[] scalars, long time) {
    String name = call.function().name();
    List<NaiveWindow> windows = windows(range, time);
    if (name.equals("absent_over_time")) {
      return windows.isEmpty() ? List.of(NaiveSample.of(absentLabels(range), 1)) : List.of();
    }
    boolean keepsName = name.equals("first_over_time") || name.equals("last_over_time");
    List<NaiveSample> results = new ArrayList<>();
    for (NaiveWindow window : windows) {
      NaiveSample value = window.value(name, scalars);
      Labels labels = keepsName ? window.labels() : NaiveSample.withoutName(window.labels());
      if (value != null) {
        claim(call, labels, window.labels());
        results.add(value.with(labels));
      }
    }
    return results;
  }

  /** Returns the series that have samples in a range. */
  private List<NaiveWindow> windows(Expr expr, long time) {
    Expr range = expr.withoutParentheses();
    if (range instanceof Expr.RangeSelector selector) {
      Expr.VectorSelector inner = selector.selector();
      long end = shifted(inner.shift(), time);
      long start = end - millis(selector.range());
      List<NaiveWindow> windows = new ArrayList<>();
      for (Series series : selected(inner, start, end)) {
        List<NaiveSample> samples = samples(series);
        if (!samples.isEmpty()) {
          windows.add(new NaiveWindow(series.labels(), samples, start, end, time));
        }
      }
      return windows;
    }
    return windows((Expr.Subquery) range, time);
  }

  private List<NaiveWindow> windows(Expr.Subquery subquery, long time) {
    long end = shifted(subquery.shift(), time);
    long start = end - millis(subquery.range());
    long step = subquery.step() == null ? MINUTE_MILLIS : millis(subquery.step());
    Map<Labels, List<NaiveSample>> all = new LinkedHashMap<>();
    for (long at = (Math.floorDiv(start, step) + 1) * step; at <= end; at += step) {
      for (NaiveSample sample : at(subquery.inner(), at)) {
        all.computeIfAbsent(sample.labels(), key -> new ArrayList<>())
            .add(new NaiveSample(sample.labels(), at, sample.value(), withoutHint(sample)));
      }
    }
    List<NaiveWindow> windows = new ArrayList<>();
    all.forEach(
        (labels, samples) -> windows.add(new NaiveWindow(labels, samples, start, end, time)));
    return windows;
  }

  /** Histograms at other distances than they were written say nothing about resets between them. */
  private static @Nullable Histogram withoutHint(NaiveSample sample) {
    Histogram histogram = sample.histogram();
    return histogram == null ? null : histogram.withHint(ResetHint.UNKNOWN);
  }

  private List<NaiveSample> newest(Expr.VectorSelector selector, long time) {
    long end = shifted(selector.shift(), time);
    List<NaiveSample> vector = new ArrayList<>();
    for (Series series : selected(selector, end - lookbackMillis, end)) {
      if (!series.isStale(series.size() - 1)) {
        vector.add(sample(series, series.size() - 1));
      }
    }
    return vector;
  }

  /** In the order of labels, in which the engine adds: zero buckets depend on it. */
  private List<Series> selected(Expr.VectorSelector selector, long fromMillis, long toMillis) {
    return view
        .select(List.of(new Selection(selector.matchers(), fromMillis, toMillis)))
        .get(0)
        .stream()
        .sorted(Comparator.comparing(Series::labels))
        .toList();
  }

  private static List<NaiveSample> samples(Series series) {
    List<NaiveSample> samples = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      if (!series.isStale(i)) {
        samples.add(sample(series, i));
      }
    }
    return samples;
  }

  private static NaiveSample sample(Series series, int index) {
    return new NaiveSample(
        series.labels(),
        series.timestampMillis(index),
        series.value(index),
        series.histogram(index));
  }

  private long shifted(Expr.TimeShift shift, long time) {
    long at = time;
    if (shift.at() instanceof Expr.AtTime.Fixed fixed) {
      at = fixed.millis();
    } else if (shift.at() != null) {
      at = shift.at() instanceof Expr.AtTime.Start ? startMillis : endMillis;
    }
    return shift.offset() == null ? at : at - millis(shift.offset());
  }

  private static long millis(DurationExpr duration) {
    if (duration instanceof DurationExpr.Signed signed) {
      return (signed.minus() ? -1 : 1) * millis(signed.operand());
    }
    return ((DurationExpr.Seconds) duration).millis();
  }
}
