// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import static io.redstart.query.promql.syntax.tree.ValueType.MATRIX;
import static io.redstart.query.promql.syntax.tree.ValueType.SCALAR;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.call.RangeFunction;
import io.redstart.query.promql.exec.call.RangeKernel;
import io.redstart.query.promql.function.range.AbsentOverTime;
import io.redstart.query.promql.function.range.ExtremeKernels;
import io.redstart.query.promql.function.range.PositionKernels;
import io.redstart.query.promql.function.range.QuantileKernels;
import io.redstart.query.promql.function.range.RegressionKernels;
import io.redstart.query.promql.function.range.SmoothingKernel;
import io.redstart.query.promql.function.range.TotalKernels;
import io.redstart.query.promql.function.range.VarianceKernels;
import io.redstart.query.promql.function.range.rate.InstantRateKernel;
import io.redstart.query.promql.function.range.rate.PairCountKernel;
import io.redstart.query.promql.function.range.rate.RateKernel;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.List;
import java.util.function.Function;

/** The functions of a range of samples: rates, over time, predictions. */
final class RangeFunctions {
  private static final List<ValueType> RANGE = List.of(MATRIX);

  static final List<FunctionRow> ROWS = List.of(
      row("rate", RateKernel::rate),
      row("increase", RateKernel::increase),
      row("delta", RateKernel::delta),
      row("irate", InstantRateKernel::irate),
      row("idelta", InstantRateKernel::idelta),
      row("resets", PairCountKernel::resets),
      row("changes", PairCountKernel::changes),
      row("deriv", RegressionKernels::derivative),
      row("predict_linear", List.of(MATRIX, SCALAR), RegressionKernels::prediction),
      experimental(
          "double_exponential_smoothing", List.of(MATRIX, SCALAR, SCALAR), SmoothingKernel::of),
      row("sum_over_time", TotalKernels::sum),
      row("avg_over_time", TotalKernels::mean),
      row("min_over_time", ExtremeKernels::min),
      row("max_over_time", ExtremeKernels::max),
      row("stddev_over_time", VarianceKernels::deviation),
      row("stdvar_over_time", VarianceKernels::variance),
      row("quantile_over_time", List.of(SCALAR, MATRIX), QuantileKernels::quantile),
      row("count_over_time", PositionKernels::count),
      row("present_over_time", PositionKernels::present),
      row("absent_over_time", RANGE, AbsentOverTime::open, false),
      row("first_over_time", RANGE, RangeFunction.named(PositionKernels::first), false),
      row("last_over_time", RANGE, RangeFunction.named(PositionKernels::last), false),
      experimental("mad_over_time", RANGE, QuantileKernels::medianDeviation),
      experimental("ts_of_first_over_time", RANGE, PositionKernels::timeOfFirst),
      experimental("ts_of_last_over_time", RANGE, PositionKernels::timeOfLast),
      experimental("ts_of_min_over_time", RANGE, ExtremeKernels::timeOfMin),
      experimental("ts_of_max_over_time", RANGE, ExtremeKernels::timeOfMax));

  private RangeFunctions() {}

  private static FunctionRow row(String name, Function<CallContext, RangeKernel> kernel) {
    return row(name, RANGE, kernel);
  }

  private static FunctionRow row(
      String name, List<ValueType> arguments, Function<CallContext, RangeKernel> kernel) {
    return row(name, arguments, RangeFunction.of(kernel), false);
  }

  private static FunctionRow experimental(
      String name, List<ValueType> arguments, Function<CallContext, RangeKernel> kernel) {
    return row(name, arguments, RangeFunction.of(kernel), true);
  }

  private static FunctionRow row(
      String name, List<ValueType> arguments, FunctionOperator operator, boolean experimental) {
    return new FunctionRow(
        new Signature(name, arguments, 0, 0, ValueType.VECTOR, experimental), operator);
  }
}
