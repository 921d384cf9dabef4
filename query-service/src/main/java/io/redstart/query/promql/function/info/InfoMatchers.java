// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.info;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a call of {@code info} says of info metrics and their labels. */
final class InfoMatchers {
  private final List<LabelMatcher> names;
  private final Set<String> wanted = new HashSet<>();
  private boolean needsMatch;

  InfoMatchers(CallContext call) {
    Plan.InstantSelector selector =
        (Plan.InstantSelector) call.plan().arguments().get(1);
    this.names = selector.selection().matchers().stream()
        .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
        .toList();
    for (LabelMatcher matcher : written(call.plan().call())) {
      if (!matcher.name().equals(Labels.METRIC_NAME)) {
        wanted.add(matcher.name());
        needsMatch |= !matcher.matches("");
      }
    }
  }

  private static List<LabelMatcher> written(Expr.Call call) {
    return call.arguments().size() > 1
            && call.arguments().get(1).withoutParentheses() instanceof Expr.VectorSelector data
        ? data.matchers()
        : List.of();
  }

  /** Returns whether a series is one of the info series itself. */
  boolean isInfo(Labels labels) {
    String name = labels.get(Labels.METRIC_NAME);
    for (LabelMatcher matcher : names) {
      if (!matcher.matches(name)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a label of info series is added. */
  boolean adds(String label) {
    return !label.equals(Labels.METRIC_NAME) && (wanted.isEmpty() || wanted.contains(label));
  }

  /** Returns whether series without an info series are left out. */
  boolean needsMatch() {
    return needsMatch;
  }
}
