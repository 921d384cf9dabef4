// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.Expr;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The labels that missing series would have: those that a selector matches exactly and only once
 * (Prometheus' promql/functions.go, createLabelsForAbsentFunction).
 */
public final class AbsentLabels {
  private AbsentLabels() {}

  /** Returns the labels; none for anything but a selector. */
  public static Labels of(Expr expr) {
    if (expr instanceof Expr.VectorSelector selector) {
      return of(selector.matchers());
    }
    return expr instanceof Expr.RangeSelector range
        ? of(range.selector().matchers())
        : Labels.empty();
  }

  private static Labels of(List<LabelMatcher> matchers) {
    Map<String, String> labels = new TreeMap<>();
    Set<String> matched = new HashSet<>();
    for (LabelMatcher matcher : matchers) {
      String name = matcher.name();
      if (name.equals(Labels.METRIC_NAME)) {
        continue;
      }
      boolean isFirst = matcher.op() == LabelMatcher.Op.EQUAL && matched.add(name);
      if (isFirst && !matcher.value().isEmpty()) {
        labels.put(name, matcher.value());
      } else {
        labels.remove(name);
      }
    }
    return Labels.of(labels);
  }
}
