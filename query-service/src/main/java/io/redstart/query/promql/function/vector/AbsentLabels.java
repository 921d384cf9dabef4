// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.vector;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the labels that an absent series would have had: those that the selector gives one value
 * (Prometheus' promql/functions.go, createLabelsForAbsentFunction).
 */
public final class AbsentLabels {
  private AbsentLabels() {}

  /** Returns them for the argument of {@code absent} or {@code absent_over_time}. */
  public static Labels of(Expr argument) {
    Expr expr = argument.withoutParentheses();
    if (expr instanceof Expr.RangeSelector range) {
      return of(range.selector().matchers());
    }
    return expr instanceof Expr.VectorSelector selector ? of(selector.matchers()) : Labels.empty();
  }

  private static Labels of(List<LabelMatcher> matchers) {
    Map<String, String> labels = new HashMap<>();
    Set<String> equal = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      String name = matcher.name();
      if (name.equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (matcher.op() == LabelMatcher.Op.EQUAL && equal.add(name)) {
        labels.put(name, matcher.value());
      } else {
        labels.remove(name);
      }
    }
    return Labels.of(labels);
  }
}
