// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.function.vector.AbsentOperator;
import io.redstart.query.promql.function.vector.ScalarOperator;
import io.redstart.query.promql.function.vector.SortOperator;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.List;

/** The functions of a vector as a whole: sorting, absence, conversions. */
final class VectorFunctions {
  static final List<FunctionRow> ROWS = List.of(
      row("absent", ValueType.VECTOR, ValueType.VECTOR, AbsentOperator::new),
      row("scalar", ValueType.VECTOR, ValueType.SCALAR, ScalarOperator::new),
      // Both are one number without labels.
      row("vector", ValueType.SCALAR, ValueType.VECTOR, call -> call.operand(0)),
      sort("sort", false),
      sort("sort_desc", true));

  private VectorFunctions() {}

  private static FunctionRow sort(String name, boolean descending) {
    return row(
        name,
        ValueType.VECTOR,
        ValueType.VECTOR,
        call -> new SortOperator(call, SortOperator.byValue(descending), false));
  }

  private static FunctionRow row(
      String name, ValueType argument, ValueType result, FunctionOperator operator) {
    return new FunctionRow(new Signature(name, List.of(argument), 0, 0, result, false), operator);
  }
}
