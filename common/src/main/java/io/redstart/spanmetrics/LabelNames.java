// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

/**
 * Translates the keys of attributes into names of labels, as Prometheus' OTLP receiver does by
 * default (translation strategy {@code UnderscoreEscapingWithSuffixes}, prometheus/otlptranslator).
 */
public final class LabelNames {
  private LabelNames() {}

  /**
   * Returns the name of a label: {@code http.method} is {@code http_method}, {@code 3d} is {@code
   * key_3d}, {@code _x} is {@code key_x}.
   *
   * @throws IllegalArgumentException if nothing but underscores would be left
   */
  public static String of(String attributeKey) {
    StringBuilder name = new StringBuilder();
    attributeKey.codePoints().forEach(c -> name.append(isAllowed(c) ? (char) c : '_'));
    if (name.chars().allMatch(c -> c == '_')) {
      throw new IllegalArgumentException(
          "attribute \"" + attributeKey + "\" has no letter or digit for the name of a label");
    }
    if (isDigit(name.charAt(0))) {
      name.insert(0, "key_");
    } else if (name.charAt(0) == '_' && name.charAt(1) != '_') {
      name.insert(0, "key");
    }
    return name.toString();
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
