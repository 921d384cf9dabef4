// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.function.FunctionTable;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.SyntaxConfig;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Other ways to ask the same: with {@code @} at all selectors, the time of the query no longer
 * matters (Prometheus 3.14, promql/promqltest/test.go, atModifierTestCases).
 */
final class AtVariants {
  /** Functions whose result depends on the time of the query, or on the times of samples. */
  private static final Set<String> TIME_DEPENDENT = Set.of(
      "days_in_month",
      "day_of_month",
      "day_of_week",
      "day_of_year",
      "end",
      "hour",
      "minute",
      "month",
      "year",
      "predict_linear",
      "range",
      "start",
      "step",
      "time",
      "timestamp");

  /** Positions in the query after which {@code @} belongs. */
  private final NavigableSet<Integer> ends = new TreeSet<>();

  private boolean isTimeDependent;

  private AtVariants() {}

  /** A query and its time. */
  record Variant(String query, long timeMillis) {}

  /** Returns the variants of a query, without itself; none if its time matters. */
  static List<Variant> of(String query, long timeMillis) {
    AtVariants variants = new AtVariants();
    variants.visit(Parser.parse(
        new QueryText(query), SyntaxConfig.ALL, new FunctionTable(), QueryLimits.unlimited()));
    if (variants.isTimeDependent) {
      return List.of();
    }
    String fixed = variants.withAt(query, timeMillis);
    long[] times = timeMillis == 0
        ? new long[] {-1000, 0, 1000}
        : new long[] {-10 * timeMillis, 0, timeMillis / 5, timeMillis, 10 * timeMillis};
    List<Variant> all = new ArrayList<>();
    for (long time : times) {
      all.add(new Variant(fixed, time));
    }
    return all;
  }

  private String withAt(String query, long timeMillis) {
    String at = String.format(Locale.ROOT, " @ %.3f", timeMillis / 1000.0);
    StringBuilder text = new StringBuilder(query);
    ends.descendingSet().forEach(end -> text.insert(end, at));
    return text.toString();
  }

  private void visit(Expr expr) {
    if (expr instanceof Expr.VectorSelector selector) {
      add(selector.shift(), selector);
    } else if (expr instanceof Expr.RangeSelector range) {
      add(range.selector().shift(), range);
    } else if (expr instanceof Expr.Subquery subquery) {
      // What is inside no longer depends on the time of the query.
      add(subquery.shift(), subquery);
    } else if (expr instanceof Expr.Parenthesized parenthesized) {
      visit(parenthesized.inner());
    } else if (expr instanceof Expr.Unary unary) {
      visit(unary.operand());
    } else if (expr instanceof Expr.Binary binary) {
      visit(binary.left());
      visit(binary.right());
    } else if (expr instanceof Expr.SetOperation operation) {
      visit(operation.left());
      visit(operation.right());
    } else if (expr instanceof Expr.Aggregation aggregation) {
      if (aggregation.parameter() != null) {
        visit(aggregation.parameter());
      }
      visit(aggregation.operand());
    } else if (expr instanceof Expr.Call call) {
      isTimeDependent |= TIME_DEPENDENT.contains(call.function().name());
      call.arguments().forEach(this::visit);
    }
  }

  private void add(Expr.TimeShift shift, Expr selector) {
    if (shift.at() == null) {
      ends.add(selector.at().end());
    }
  }
}
