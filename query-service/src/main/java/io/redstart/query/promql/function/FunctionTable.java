// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.call.FunctionOperators;
import io.redstart.query.promql.syntax.Signatures;
import io.redstart.query.promql.syntax.tree.Signature;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All functions of PromQL. Each is one row of a group: adding a function adds a row, and a kernel if
 * it needs a new one.
 */
public final class FunctionTable implements Signatures, FunctionOperators {
  private final Map<String, FunctionRow> rows = new HashMap<>();

  /** Makes the table. */
  public FunctionTable() {
    List.of(
            RangeFunctions.ROWS,
            MathFunctions.ROWS,
            TimeFunctions.ROWS,
            LabelFunctions.ROWS,
            VectorFunctions.ROWS,
            HistogramFunctions.ROWS)
        .forEach(group -> group.forEach(row -> rows.put(row.signature().name(), row)));
  }

  /** Returns all functions, sorted by name. */
  public List<Signature> signatures() {
    return rows.values().stream()
        .map(FunctionRow::signature)
        .sorted(Comparator.comparing(Signature::name))
        .toList();
  }

  @Override
  public Optional<Signature> signature(String name) {
    return Optional.ofNullable(rows.get(name)).map(FunctionRow::signature);
  }

  @Override
  public FunctionOperator operator(String name) {
    FunctionRow row = rows.get(name);
    if (row == null) {
      throw new IllegalArgumentException("no function " + name);
    }
    return row.operator();
  }
}
