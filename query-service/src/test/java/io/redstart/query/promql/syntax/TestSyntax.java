// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import static io.redstart.query.promql.syntax.tree.ValueType.MATRIX;
import static io.redstart.query.promql.syntax.tree.ValueType.SCALAR;
import static io.redstart.query.promql.syntax.tree.ValueType.STRING;
import static io.redstart.query.promql.syntax.tree.ValueType.VECTOR;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;
import io.redstart.query.promql.syntax.tree.Signature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A few functions, one of each shape, and shortcuts that parse with them. */
public final class TestSyntax {
  private static final int ANY = Integer.MAX_VALUE;

  private static final List<Signature> FUNCTIONS = List.of(
      new Signature("abs", List.of(VECTOR), 0, 0, VECTOR, false),
      new Signature("rate", List.of(MATRIX), 0, 0, VECTOR, false),
      new Signature("histogram_quantile", List.of(SCALAR, VECTOR), 0, 0, VECTOR, false),
      new Signature("time", List.of(), 0, 0, SCALAR, false),
      new Signature("vector", List.of(SCALAR), 0, 0, VECTOR, false),
      new Signature("scalar", List.of(VECTOR), 0, 0, SCALAR, false),
      new Signature("round", List.of(VECTOR, SCALAR), 1, 0, VECTOR, false),
      new Signature("label_join", List.of(VECTOR, STRING, STRING, STRING), 1, ANY, VECTOR, false),
      new Signature(
          "histogram_quantiles", List.of(VECTOR, STRING, SCALAR, SCALAR), 1, 8, VECTOR, true),
      new Signature("info", List.of(VECTOR, VECTOR), 1, 0, VECTOR, true),
      new Signature("step", List.of(), 0, 0, SCALAR, true),
      new Signature("max_of", List.of(SCALAR, SCALAR), 0, 0, SCALAR, true));

  private TestSyntax() {}

  static Optional<Signature> named(String name) {
    return stream().filter(one -> one.name().equals(name)).findFirst();
  }

  static Stream<Signature> stream() {
    return FUNCTIONS.stream();
  }

  /** Returns the tree of a query, with everything enabled. */
  public static Expr parse(String query) {
    return parse(query, SyntaxConfig.ALL);
  }

  static Expr parse(String query, SyntaxConfig config) {
    return parse(query, config, QueryLimits.unlimited());
  }

  static Expr parse(String query, SyntaxConfig config, QueryLimits limits) {
    return Parser.parse(new QueryText(query), config, TestSyntax::named, limits);
  }
}
