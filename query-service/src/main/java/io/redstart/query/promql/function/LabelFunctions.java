// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.function.info.InfoOperator;
import io.redstart.query.promql.function.label.LabelJoin;
import io.redstart.query.promql.function.label.LabelOrder;
import io.redstart.query.promql.function.label.LabelReplacement;
import io.redstart.query.promql.syntax.tree.Signature;
import io.redstart.query.promql.syntax.tree.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The functions that change labels or order by them. */
final class LabelFunctions {
  private static final Signature INFO = new Signature(
      "info", List.of(ValueType.VECTOR, ValueType.VECTOR), 1, 0, ValueType.VECTOR, true);

  static final List<FunctionRow> ROWS = List.of(
      new FunctionRow(signature("label_replace", 4, 0, 0, false), LabelReplacement::open),
      new FunctionRow(signature("label_join", 3, 1, Integer.MAX_VALUE, false), LabelJoin::open),
      sort("sort_by_label", LabelOrder.row(false)),
      sort("sort_by_label_desc", LabelOrder.row(true)),
      new FunctionRow(INFO, InfoOperator::new));

  private LabelFunctions() {}

  private static FunctionRow sort(String name, FunctionOperator operator) {
    return new FunctionRow(signature(name, 1, 1, Integer.MAX_VALUE, true), operator);
  }

  /** Returns the signature of a function of a vector and texts. */
  private static Signature signature(
      String name, int texts, int optional, int repeated, boolean experimental) {
    List<ValueType> arguments = new ArrayList<>(List.of(ValueType.VECTOR));
    arguments.addAll(Collections.nCopies(texts, ValueType.STRING));
    return new Signature(name, arguments, optional, repeated, ValueType.VECTOR, experimental);
  }
}
