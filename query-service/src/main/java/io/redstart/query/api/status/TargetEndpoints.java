// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.Parser;
import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.QuotedText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers about scraped targets as a Prometheus that scrapes none. */
public final class TargetEndpoints {
  private static final JsonFactory JSON = new JsonFactory();

  private static final String POOL = "scrapePool";

  /** Lists no targets. */
  public Reply targets(Parameters parameters) {
    Map<String, Object> targets = new LinkedHashMap<>();
    targets.put("activeTargets", List.of());
    targets.put("droppedTargets", List.of());
    targets.put("droppedTargetCounts", Map.of());
    return Result.of(targets);
  }

  /** Lists the metadata of no targets. */
  public Reply metadata(Parameters parameters) {
    parameters.number("limit");
    if (parameters.has("match_target")) {
      try {
        Parser.parseSelector(
            new QueryText(parameters.get("match_target")), QueryLimits.unlimited());
      } catch (PromqlException | IllegalArgumentException e) {
        throw ApiException.badParameter("match_target", String.valueOf(e.getMessage()));
      }
    }
    return Result.of(List.of());
  }

  /** Refuses every pool: there is none. */
  public Reply relabelSteps(Parameters parameters) {
    require(parameters, POOL);
    require(parameters, "labels");
    checkLabels(parameters.get("labels"));
    throw noPool(parameters);
  }

  private static void checkLabels(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
      JsonToken last;
      do {
        last = json.nextToken();
      } while (last == JsonToken.FIELD_NAME && json.nextToken() == JsonToken.VALUE_STRING);
      if (isObject && last == JsonToken.END_OBJECT && json.nextToken() == null) {
        return;
      }
    } catch (IOException e) {
      throw new ApiException(
          ErrorType.BAD_DATA, "error parsing labels: " + firstLine(String.valueOf(e.getMessage())));
    }
    throw new ApiException(ErrorType.BAD_DATA, "error parsing labels: not an object of strings");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  /** Lists no pools. */
  public Reply pools(Parameters parameters) {
    return Result.of(Map.of("scrapePools", List.of()));
  }

  /** Refuses every pool: there is none. */
  public Reply poolConfig(Parameters parameters) {
    require(parameters, POOL);
    throw noPool(parameters);
  }

  /** Lists no Alertmanagers. */
  public Reply alertmanagers(Parameters parameters) {
    Map<String, Object> alertmanagers = new LinkedHashMap<>();
    alertmanagers.put("activeAlertmanagers", List.of());
    alertmanagers.put("droppedAlertmanagers", List.of());
    return Result.of(alertmanagers);
  }

  private static void require(Parameters parameters, String name) {
    if (!parameters.has(name)) {
      throw new ApiException(ErrorType.BAD_DATA, "no " + name + " parameter provided");
    }
  }

  private static ApiException noPool(Parameters parameters) {
    return new ApiException(
        ErrorType.BAD_DATA,
        "error retrieving scrape config: scrape pool " + QuotedText.quote(parameters.get(POOL))
            + " not found");
  }
}
