// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.storage;

import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.tree.Expr;
import java.util.List;

/** Reads the selector of label sets, as in PromQL but without a metric name. */
public final class SelectorText {
  private SelectorText() {}

  /**
   * Returns the matchers of a selector.
   *
   * @throws io.redstart.query.promql.limit.PromqlException if it is not a selector
   * @throws IllegalArgumentException if it selects everything, or metric names
   */
  public static List<LabelMatcher> matchers(String text) {
    Expr.VectorSelector selector =
        Parser.parseSelector(new QueryText(text), QueryLimits.unlimited());
    if (selector.matchers().stream().allMatch(one -> one.matches(""))) {
      throw new IllegalArgumentException("\"" + text
          + "\" selects everything: a selector is such as {span_name=~\"GET /user/.*\"}");
    }
    if (selector.matchers().stream().anyMatch(one -> one.name().equals(Labels.METRIC_NAME))) {
      throw new IllegalArgumentException(
          "a label set stands for all of its metrics: leave the metric name out of " + text);
    }
    return selector.matchers();
  }
}
