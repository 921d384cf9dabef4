// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds which info series {@code info} reads, and when (Prometheus' promql/info.go,
 * effectiveInfoNameMatchers and infoSelectTimestampAndOffset).
 */
final class InfoSelection {
  private static final LabelMatcher TARGET_INFO =
      LabelMatcher.equal(Labels.METRIC_NAME, "target_info");
  private static final LabelMatcher ANY_INFO =
      LabelMatcher.of(Labels.METRIC_NAME, LabelMatcher.Op.MATCHES, ".+_info");

  private InfoSelection() {}

  /**
   * Returns the matchers of a call's second argument, with those of the metric's name that it needs
   * in addition: a name is given, or ends in {@code _info}, or is {@code target_info}.
   */
  static List<LabelMatcher> matchers(Expr.Call call) {
    List<LabelMatcher> matchers = new ArrayList<>();
    if (call.arguments().size() > 1
        && call.arguments().get(1).withoutParentheses() instanceof Expr.VectorSelector data) {
      matchers.addAll(data.matchers());
    }
    List<LabelMatcher> names =
        matchers.stream().filter(m -> m.name().equals(Labels.METRIC_NAME)).toList();
    if (names.isEmpty()) {
      matchers.add(0, TARGET_INFO);
    } else if (names.stream().allMatch(m -> m.op().isNegative())) {
      matchers.add(0, ANY_INFO);
    }
    return matchers;
  }

  /**
   * Returns when info series are read for a vector: as the first selector in it is, which the
   * subqueries around may shift.
   */
  static TimeShift shift(Plan vector) {
    TimeShift shift = find(vector);
    return shift == null ? TimeShift.NONE : shift;
  }

  private static @Nullable TimeShift find(Plan plan) {
    if (plan instanceof Plan.InstantSelector selector) {
      return selector.shift();
    }
    if (plan instanceof Plan.RangeSelector selector) {
      return selector.shift();
    }
    for (Plan child : inTheirOrder(plan)) {
      TimeShift shift = find(child);
      if (shift != null) {
        return plan instanceof Plan.Subquery subquery ? within(subquery.shift(), shift) : shift;
      }
    }
    return null;
  }

  /** Returns the shift of something in a subquery, from the subquery's own steps. */
  private static TimeShift within(TimeShift subquery, TimeShift inner) {
    if (inner.atMillis() != null) {
      return inner;
    }
    return new TimeShift(subquery.atMillis(), subquery.offsetMillis() + inner.offsetMillis());
  }

  /** Returns the children in the order of the query. */
  private static List<Plan> inTheirOrder(Plan plan) {
    return plan instanceof Plan.VectorScalar pair && pair.scalarLeft()
        ? List.of(pair.scalar(), pair.vector())
        : plan.children();
  }
}
