// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.value.FloatText;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads numbers as PromQL does; {@link FloatText} writes them. */
final class NumberText {
  /** Possessive, because other repetitions of groups need stack for every digit. */
  private static final Pattern DECIMAL =
      Pattern.compile("(?:\\d(?:_?\\d)*+)?\\.?(?:\\d(?:_?\\d)*+)?(?:[eE][+-]?\\d(?:_?\\d)*+)?");

  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX](?:_?[0-9a-fA-F])++");
  private static final Pattern OCTAL = Pattern.compile("0(?:_?[0-7])++");

  private NumberText() {}

  /** Returns whether a word is written like a number without a sign. */
  static boolean isNumber(String word) {
    return HEXADECIMAL.matcher(word).matches()
        || (word.chars().anyMatch(c -> c >= '0' && c <= '9')
            && DECIMAL.matcher(word).matches());
  }

  /**
   * Returns the value of a number: decimal, hexadecimal, octal if whole and led by 0 (as in Go),
   * with underscores between digits, {@code Inf} or {@code NaN} in either case.
   *
   * @throws IllegalArgumentException if it is too large
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
      throw new IllegalArgumentException("error parsing number: \"" + word + "\" is too large", e);
    }
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("error parsing number: \"" + word + "\" is too large");
    }
    return value;
  }
}
