// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import static io.redstart.query.promql.syntax.tree.ValueType.SCALAR;
import static io.redstart.query.promql.syntax.tree.ValueType.STRING;
import static io.redstart.query.promql.syntax.tree.ValueType.VECTOR;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.call.SampleFunction;
import io.redstart.query.promql.exec.histogram.HistogramFunction;
import io.redstart.query.promql.exec.histogram.QuantilesFunction;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.quantile.HistogramVariance;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The functions of histograms, classic and native. */
final class HistogramFunctions {
  /** How many φ {@code histogram_quantiles} accepts beyond two. */
  private static final int MORE_QUANTILES = 8;

  static final List<FunctionRow> ROWS = List.of(
      ofNative("histogram_count", Histogram::count),
      ofNative("histogram_sum", Histogram::sum),
      ofNative("histogram_avg", histogram -> histogram.sum() / histogram.count()),
      ofNative("histogram_stdvar", HistogramVariance::of),
      ofNative("histogram_stddev", histogram -> Math.sqrt(HistogramVariance.of(histogram))),
      row("histogram_quantile", HistogramFunction::quantile, SCALAR, VECTOR),
      row("histogram_fraction", HistogramFunction::fraction, SCALAR, SCALAR, VECTOR),
      new FunctionRow(
          new Signature(
              "histogram_quantiles",
              List.of(VECTOR, STRING, SCALAR, SCALAR),
              1,
              MORE_QUANTILES,
              VECTOR,
              true),
          QuantilesFunction::new));

  private HistogramFunctions() {}

  /** Returns the row of a function of native histograms; it leaves out numbers. */
  private static FunctionRow ofNative(String name, ToDoubleFunction<Histogram> function) {
    return row(
        name,
        SampleFunction.of(call -> (value, histogram, parameters, into) -> {
          if (histogram != null) {
            into.set(function.applyAsDouble(histogram));
          }
        }),
        VECTOR);
  }

  private static FunctionRow row(String name, FunctionOperator operator, ValueType... arguments) {
    return new FunctionRow(new Signature(name, List.of(arguments), 0, 0, VECTOR, false), operator);
  }
}
