// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.syntax.text.QuotedText;
import io.redstart.query.promql.value.number.FloatText;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads numbers as PromQL does; {@link FloatText} writes them. */
final class NumberText {
  /** Possessive, because other repetitions of groups need stack for every digit. */
  private static final Pattern DECIMAL = Pattern.compile(
      "(?=[0-9.])(?:\\d(?:_?\\d)*+)?\\.?(?:\\d(?:_?\\d)*+)?(?:[eE][+-]?\\d(?:_?\\d)*+)?");

  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX](?:_?[0-9a-fA-F])++");
  private static final Pattern OCTAL = Pattern.compile("0(?:_?[0-7])++");

  private NumberText() {}

  /**
   * Returns the value of a number: decimal, hexadecimal, octal if whole and led by 0 (as in Go),
   * with underscores between digits, {@code Inf} or {@code NaN} in either case.
   *
   * @throws IllegalArgumentException if it is malformed or too large, in Go's words
   */
  static double parse(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (lower.equals("nan")) {
      return Double.NaN;
    }
    String digits = lower.replace("_", "");
    try {
      if (HEXADECIMAL.matcher(word).matches()) {
        return Long.parseLong(digits.substring(2), 16);
      }
      if (OCTAL.matcher(word).matches()) {
        return Long.parseLong(digits, 8);
      }
    } catch (NumberFormatException e) {
      // Too large for a whole number: Go reads it as a decimal one.
    }
    if (!DECIMAL.matcher(word).matches()) {
      throw malformed(word, "invalid syntax");
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw malformed(word, "value out of range");
    }
    return value;
  }

  private static IllegalArgumentException malformed(String word, String reason) {
    return new IllegalArgumentException("error parsing number: strconv.ParseFloat: parsing "
        + QuotedText.quote(word)
        + ": "
        + reason);
  }
}
