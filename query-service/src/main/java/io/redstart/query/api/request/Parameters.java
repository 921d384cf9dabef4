// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.promql.syntax.text.QuotedText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters of a request, from its form and its URL. They are merged in Go's order:
 * URL-encoded form, URL, multipart form. An absent parameter is the same as an empty one.
 */
public final class Parameters {
  /** How many parameters a request may have, as in Go. */
  static final int COUNT_MAX = 10_000;

  private static final int SHOWN_MAX_CHARS = 100;

  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final byte[] body;
  private int count;

  private Parameters(byte[] body) {
    this.body = body;
  }

  /**
   * Reads parameters.
   *
   * @param query the part of the URL after the question mark, or the empty string
   * @throws ApiException if one is malformed, or there are too many
   */
  public static Parameters of(String query, Form form) {
    Parameters parameters = new Parameters(form.bytes());
    parameters.read(form.urlEncoded());
    parameters.read(query);
    form.fields().forEach(field -> parameters.add(field.name(), field.value()));
    return parameters;
  }

  static ApiException tooMany() {
    return new ApiException(
        ErrorType.BAD_DATA, "error parsing form values: more than " + COUNT_MAX + " parameters");
  }

  private void read(String text) {
    for (int start = 0; start < text.length(); ) {
      int ampersand = text.indexOf('&', start);
      int end = ampersand < 0 ? text.length() : ampersand;
      if (end > start) {
        addPair(text.substring(start, end));
      }
      start = end + 1;
    }
  }

  private void addPair(String pair) {
    int equals = pair.indexOf('=');
    try {
      add(
          unescape(equals < 0 ? pair : pair.substring(0, equals)),
          equals < 0 ? "" : unescape(pair.substring(equals + 1)));
    } catch (IllegalArgumentException e) {
      String shown = pair.length() <= SHOWN_MAX_CHARS ? pair : pair.substring(0, SHOWN_MAX_CHARS);
      throw new ApiException(
          ErrorType.BAD_DATA,
          "error parsing form values: invalid URL escape in " + QuotedText.quote(shown));
    }
  }

  private static String unescape(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private void add(String name, String value) {
    if (++count > COUNT_MAX) {
      throw tooMany();
    }
    values.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
  }

  /** Returns the body, if it was read as bytes; callers must not change it. */
  public byte[] body() {
    return body;
  }

  /** Returns the first value of a parameter, or the empty string if there is none. */
  public String get(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? "" : all.get(0);
  }

  /** Returns whether a parameter is present and not empty. */
  public boolean has(String name) {
    return !get(name).isEmpty();
  }

  /** Returns all values of a parameter. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Returns a time in epoch milliseconds, or a default if the parameter is absent. */
  public long timeMillis(String name, long otherwiseMillis) {
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

  /** Returns a required time in epoch milliseconds. */
  public long timeMillis(String name) {
    try {
      return TimeText.parseMillis(get(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** Returns a required duration in milliseconds, which can be negative. */
  public long durationMillis(String name) {
    try {
      return TimeText.parseDurationMillis(get(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, String.valueOf(e.getMessage()));
    }
  }

  /** Returns a number, which can be negative; −1 if it is absent. */
  public long number(String name) {
    if (!has(name)) {
      return -1;
    }
    try {
      return Long.parseLong(get(name));
    } catch (NumberFormatException e) {
      throw new ApiException(ErrorType.BAD_DATA, name + " must be a number");
    }
  }

  /** Returns the limit on results, 0 for none; parsed as by Go's {@code strconv.Atoi}. */
  public long limit() {
    String text = get("limit");
    if (text.isEmpty()) {
      return 0;
    }
    if (!INTEGER.matcher(text).matches()) {
      throw badLimit(text, "invalid syntax");
    }
    long limit;
    try {
      limit = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw badLimit(text, "value out of range");
    }
    if (limit < 0) {
      throw ApiException.badParameter("limit", "limit must be non-negative");
    }
    return limit;
  }

  private static ApiException badLimit(String text, String why) {
    return ApiException.badParameter(
        "limit", "strconv.Atoi: parsing " + QuotedText.quote(text) + ": " + why);
  }
}
