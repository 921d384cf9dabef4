// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Finds how two answers to the same query differ, in series, times or numbers. */
final class AnswerDifference {
  private static final double TOLERANCE = 1e-12;

  private AnswerDifference() {}

  /** Returns the first difference, or the empty string. */
  static String of(JsonNode ours, JsonNode theirs) {
    if (!ours.path("status").equals(theirs.path("status"))) {
      return ours + " is not " + theirs;
    }
    Map<JsonNode, JsonNode> byLabels = new HashMap<>();
    JsonNode result = ours.path("data").path("result");
    result.forEach(series -> byLabels.put(series.path("metric"), series));
    JsonNode wanted = theirs.path("data").path("result");
    if (result.size() != wanted.size()) {
      return result.size() + " series instead of " + wanted.size() + ": " + result + " / " + wanted;
    }
    for (JsonNode series : wanted) {
      JsonNode other = byLabels.get(series.path("metric"));
      if (other == null || !isClose(series, other)) {
        return other + " is not " + series;
      }
    }
    return "";
  }

  private static boolean isClose(JsonNode expected, JsonNode actual) {
    if (!isSame(expected.path("value"), actual.path("value"))) {
      return false;
    }
    JsonNode values = actual.path("values");
    if (values.size() != expected.path("values").size()) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) {
      if (!isSame(expected.path("values").path(i), values.path(i))) {
        return false;
      }
    }
    return true;
  }

  /** Compares two samples: time and value. */
  private static boolean isSame(JsonNode expected, JsonNode actual) {
    if (expected.isMissingNode() || actual.isMissingNode()) {
      return expected.isMissingNode() && actual.isMissingNode();
    }
    double a = PrometheusClient.value(expected.path(1).asText());
    double b = PrometheusClient.value(actual.path(1).asText());
    boolean isSameTime = expected.path(0).asDouble() == actual.path(0).asDouble();
    return isSameTime
        && (Double.compare(a, b) == 0
            || a == b
            || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b)));
  }
}
