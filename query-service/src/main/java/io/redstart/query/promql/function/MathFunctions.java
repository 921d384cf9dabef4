// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.call.SampleFunction;
import io.redstart.query.promql.exec.operator.ConstantOperator;
import io.redstart.query.promql.function.math.GoMath;
import io.redstart.query.promql.function.math.NumberKernel;
import io.redstart.query.promql.function.math.ScalarPairOperator;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.number.BinaryLogarithm;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** The functions of each number by itself. */
final class MathFunctions {
  /** Go's {@code log10} multiplies {@code log2} by it. */
  private static final double LOG10_OF_2 = 0.3010299956639812;

  static final List<FunctionRow> ROWS = List.of(
      number("abs", Math::abs),
      number("ceil", Math::ceil),
      number("floor", Math::floor),
      number("exp", Math::exp),
      number("ln", Math::log),
      number("log2", BinaryLogarithm::log2),
      number("log10", x -> BinaryLogarithm.log2(x) * LOG10_OF_2),
      number("sqrt", Math::sqrt),
      number("sgn", x -> x < 0 ? -1 : x > 0 ? 1 : x),
      number("sin", Math::sin),
      number("cos", Math::cos),
      number("tan", Math::tan),
      number("asin", Math::asin),
      number("acos", Math::acos),
      number("atan", Math::atan),
      number("sinh", Math::sinh),
      number("cosh", Math::cosh),
      number("tanh", Math::tanh),
      number("asinh", GoMath::asinh),
      number("acosh", GoMath::acosh),
      number("atanh", GoMath::atanh),
      number("deg", x -> x * 180 / Math.PI),
      number("rad", x -> x * Math.PI / 180),
      withScalars(
          "clamp",
          2,
          0,
          (x, bounds, into) -> NumberKernel.clamp(x, bounds.get(0), bounds.get(1), into)),
      withScalars(
          "clamp_min",
          1,
          0,
          (x, min, into) -> NumberKernel.clamp(x, min.get(0), Double.POSITIVE_INFINITY, into)),
      withScalars(
          "clamp_max",
          1,
          0,
          (x, max, into) -> NumberKernel.clamp(x, Double.NEGATIVE_INFINITY, max.get(0), into)),
      withScalars("round", 1, 1, NumberKernel::round),
      ofScalars("min_of", GoMath::min),
      ofScalars("max_of", GoMath::max),
      new FunctionRow(
          new Signature("pi", List.of(), 0, 0, ValueType.SCALAR, false),
          call -> new ConstantOperator(Math.PI)));

  private MathFunctions() {}

  private static FunctionRow number(String name, DoubleUnaryOperator function) {
    return row(name, 0, 0, SampleFunction.ofNumber(function));
  }

  private static FunctionRow withScalars(
      String name, int scalars, int optional, NumberKernel kernel) {
    return row(name, scalars, optional, SampleFunction.of(call -> kernel));
  }

  private static FunctionRow row(
      String name, int scalars, int optional, FunctionOperator operator) {
    List<ValueType> arguments = List.of(ValueType.VECTOR, ValueType.SCALAR, ValueType.SCALAR);
    return new FunctionRow(
        new Signature(
            name, arguments.subList(0, 1 + scalars), optional, 0, ValueType.VECTOR, false),
        operator);
  }

  private static FunctionRow ofScalars(String name, DoubleBinaryOperator function) {
    List<ValueType> arguments = List.of(ValueType.SCALAR, ValueType.SCALAR);
    return new FunctionRow(
        new Signature(name, arguments, 0, 0, ValueType.SCALAR, true),
        ScalarPairOperator.of(function));
  }
}
