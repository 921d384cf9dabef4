// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.call.RangeFunction;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.function.range.AbsentOverTimeOperator;
import io.redstart.query.promql.function.range.EdgeSample;
import io.redstart.query.promql.function.range.InstantRate;
import io.redstart.query.promql.function.range.NumbersOverTime;
import io.redstart.query.promql.function.range.Rate;
import io.redstart.query.promql.function.range.SumOverTime;
import io.redstart.query.promql.function.range.Transitions;
import io.redstart.query.promql.syntax.Signature;
import io.redstart.query.promql.syntax.ValueType;
import java.util.List;
import java.util.function.Function;

/** The functions of a range of samples: rates, over time, predictions. */
final class RangeFunctions {
  static final List<FunctionRow> ROWS = List.of(
      row("rate", Rate::rate),
      row("increase", Rate::increase),
      row("delta", Rate::delta),
      row("irate", InstantRate::irate),
      row("idelta", InstantRate::idelta),
      row("resets", Transitions::resets),
      row("changes", Transitions::changes),
      row("sum_over_time", SumOverTime::sum),
      row("avg_over_time", SumOverTime::mean),
      row("min_over_time", NumbersOverTime::min),
      row("max_over_time", NumbersOverTime::max),
      row("stddev_over_time", NumbersOverTime::deviation),
      row("stdvar_over_time", NumbersOverTime::variance),
      row("deriv", NumbersOverTime::slope),
      row("count_over_time", call -> (window, parameters, into) -> into.set(window.size())),
      row("present_over_time", call -> (window, parameters, into) -> into.set(1)),
      row("absent_over_time", false, AbsentOverTimeOperator::new, ValueType.MATRIX),
      row(
          "first_over_time",
          false,
          RangeFunction.named(call -> (window, parameters, into) -> EdgeSample.first(window, into)),
          ValueType.MATRIX),
      row(
          "last_over_time",
          false,
          RangeFunction.named(call -> (window, parameters, into) -> EdgeSample.last(window, into)),
          ValueType.MATRIX),
      row(
          "quantile_over_time",
          false,
          RangeFunction.of(NumbersOverTime::quantile),
          ValueType.SCALAR,
          ValueType.MATRIX),
      row(
          "predict_linear",
          false,
          RangeFunction.of(NumbersOverTime::prediction),
          ValueType.MATRIX,
          ValueType.SCALAR),
      row(
          "double_exponential_smoothing",
          true,
          RangeFunction.of(NumbersOverTime::smoothing),
          ValueType.MATRIX,
          ValueType.SCALAR,
          ValueType.SCALAR),
      experimental("mad_over_time", NumbersOverTime::medianDeviation),
      experimental("ts_of_min_over_time", NumbersOverTime::timeOfMin),
      experimental("ts_of_max_over_time", NumbersOverTime::timeOfMax),
      experimental(
          "ts_of_first_over_time",
          call -> (window, parameters, into) ->
              into.set(window.timeMillis(window.first()) / 1000.0)),
      experimental(
          "ts_of_last_over_time",
          call -> (window, parameters, into) ->
              into.set(window.timeMillis(window.end() - 1) / 1000.0)));

  private RangeFunctions() {}

  private static FunctionRow row(String name, Function<CallContext, RangeKernel> kernel) {
    return row(name, false, RangeFunction.of(kernel), ValueType.MATRIX);
  }

  private static FunctionRow experimental(
      String name, Function<CallContext, RangeKernel> kernel) {
    return row(name, true, RangeFunction.of(kernel), ValueType.MATRIX);
  }

  private static FunctionRow row(
      String name, boolean isExperimental, FunctionOperator operator, ValueType... arguments) {
    return new FunctionRow(
        new Signature(name, List.of(arguments), 0, 0, ValueType.VECTOR, isExperimental), operator);
  }
}
