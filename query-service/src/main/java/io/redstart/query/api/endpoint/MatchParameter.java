// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.endpoint;

import io.redstart.model.LabelMatcher;
import io.redstart.model.MatcherBudget;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.text.QueryText;
import java.util.List;

/** Reads the parameter {@code match[]}: selectors of series. */
public final class MatchParameter {
  /** The parameter. */
  public static final String NAME = "match[]";

  private MatchParameter() {}

  /** Returns the matchers of each selector, each with a matcher that an empty value fails. */
  public static List<List<LabelMatcher>> read(Parameters parameters, QueryLimits limits) {
    List<List<LabelMatcher>> selectors = readAny(parameters, limits);
    for (List<LabelMatcher> matchers : selectors) {
      if (matchers.stream().allMatch(matcher -> matcher.matches(""))) {
        throw new ApiException(
            ErrorType.BAD_DATA, "match[] must contain at least one non-empty matcher");
      }
    }
    return selectors;
  }

  /** Returns the matchers of each selector, which may match everything. */
  static List<List<LabelMatcher>> readAny(Parameters parameters, QueryLimits limits) {
    MatcherBudget budget = new MatcherBudget();
    try {
      return parameters.all(NAME).stream()
          .map(text -> matchers(text, limits, budget))
          .toList();
    } catch (PromqlException | IllegalArgumentException e) {
      throw new ApiException(ErrorType.BAD_DATA, String.valueOf(e.getMessage()));
    }
  }

  private static List<LabelMatcher> matchers(
      String text, QueryLimits limits, MatcherBudget budget) {
    List<LabelMatcher> matchers =
        Parser.parseSelector(new QueryText(text), limits).matchers();
    matchers.forEach(budget::add);
    return matchers;
  }
}
