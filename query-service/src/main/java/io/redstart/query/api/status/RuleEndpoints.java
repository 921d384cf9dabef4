// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.endpoint.MatchParameter;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QuotedText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Answers about rules and alerts as a Prometheus that has none. */
public final class RuleEndpoints {
  private static final Set<String> TYPES = Set.of("", "alert", "record");
  private static final Set<String> BOOLEANS = Set.of("", "1", "t", "true", "0", "f", "false");

  private static final String GROUP_LIMIT = "group_limit";
  private static final String NEXT_TOKEN = "group_next_token";

  /** Lists no rules; refuses wrong parameters. */
  public Reply rules(Parameters parameters) {
    MatchParameter.read(parameters, QueryLimits.unlimited());
    String type = parameters.get("type").toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw ApiException.badParameter("type", "not supported value " + QuotedText.quote(type));
    }
    String excludeAlerts = parameters.get("exclude_alerts").toLowerCase(Locale.ROOT);
    if (!BOOLEANS.contains(excludeAlerts)) {
      throw ApiException.badParameter(
          "exclude_alerts",
          "error converting exclude_alerts: strconv.ParseBool: parsing "
              + QuotedText.quote(excludeAlerts) + ": invalid syntax");
    }
    checkPage(parameters);
    return Result.of(Map.of("groups", List.of()));
  }

  private static void checkPage(Parameters parameters) {
    boolean hasToken = parameters.has(NEXT_TOKEN);
    if (!parameters.has(GROUP_LIMIT)) {
      if (hasToken) {
        throw ApiException.badParameter(
            NEXT_TOKEN, "group_limit needs to be present in order to paginate over the groups");
      }
      return;
    }
    int limit;
    try {
      limit = Integer.parseInt(parameters.get(GROUP_LIMIT));
    } catch (NumberFormatException e) {
      throw ApiException.badParameter(
          GROUP_LIMIT,
          "group_limit needs to be a valid number: strconv.ParseInt: parsing "
              + QuotedText.quote(parameters.get(GROUP_LIMIT)) + ": invalid syntax");
    }
    if (limit <= 0) {
      throw ApiException.badParameter(GROUP_LIMIT, "group_limit needs to be greater than 0");
    }
    if (hasToken) {
      throw ApiException.badParameter(
          NEXT_TOKEN,
          "invalid group_next_token '" + parameters.get(NEXT_TOKEN)
              + "'. were rule groups changed?");
    }
  }

  /** Lists no alerts. */
  public Reply alerts(Parameters parameters) {
    return Result.of(Map.of("alerts", List.of()));
  }
}
