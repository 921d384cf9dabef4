// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a request, of its form and of its URL together, the form's first, as Go merges
 * them. An absent parameter is the same as an empty one.
 */
final class Parameters {
  /** More than that many are refused by being left out. */
  private static final int COUNT_MAX = 1024;

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Parameters() {}

  /**
   * Reads parameters.
   *
   * @param query the URL's part after the question mark, or the empty string
   * @param form the body of a form, or the empty string
   * @throws ApiException if one is not well-formed
   */
  static Parameters of(String query, String form) {
    Parameters parameters = new Parameters();
    parameters.read(form);
    parameters.read(query);
    return parameters;
  }

  private void read(String text) {
    try {
      boolean semicolonIsData = true;
      var decoder =
          new QueryStringDecoder(text, StandardCharsets.UTF_8, false, COUNT_MAX, semicolonIsData);
      decoder
          .parameters()
          .forEach((name, more) ->
              values.computeIfAbsent(name, first -> new ArrayList<>()).addAll(more));
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorType.BAD_DATA, "error parsing form values: " + e.getMessage());
    }
  }

  /** Returns the first value of a parameter, empty if there is none. */
  String get(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? "" : all.get(0);
  }

  boolean has(String name) {
    return !get(name).isEmpty();
  }

  /** Returns all values of a parameter. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Returns a time in epoch milliseconds, or another if the parameter is absent. */
  long timeMillis(String name, long otherwiseMillis) {
    if (!has(name)) {
      return otherwiseMillis;
    }
    try {
      return TimeText.parseMillis(get(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(
          name, "invalid time value for '" + name + "': " + e.getMessage());
    }
  }

  /** Returns a time in epoch milliseconds that must be there. */
  long timeMillis(String name) {
    try {
      return TimeText.parseMillis(get(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** Returns a duration in milliseconds that must be there; it may be negative. */
  long durationMillis(String name) {
    try {
      return TimeText.parseDurationMillis(get(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** Returns how many results are wanted, 0 if all. */
  int limit() {
    String text = get("limit");
    if (text.isEmpty()) {
      return 0;
    }
    int limit;
    try {
      limit = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw ApiException.badParameter("limit", "cannot parse \"" + text + "\" to a number");
    }
    if (limit < 0) {
      throw ApiException.badParameter("limit", "limit must be non-negative");
    }
    return limit;
  }
}
