// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as PromQL and Prometheus' messages write them. */
public final class NumberText {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:\\d(?:_?\\d)*)?\\.?(?:\\d(?:_?\\d)*)?(?:[eE][+-]?\\d(?:_?\\d)*)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX](?:_?[0-9a-fA-F])+");
  private static final Pattern OCTAL = Pattern.compile("0(?:_?[0-7])+");

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

  /** Returns a number without exponent, as PromQL's printer writes it. */
  static String plain(double value) {
    return isSpecial(value) ? special(value) : decimal(value).toPlainString();
  }

  /** Returns a number as Go's {@code %g} writes it: {@code 0.1}, {@code 1e+06}, {@code +Inf}. */
  public static String general(double value) {
    return isSpecial(value) ? special(value) : general(decimal(value), value, 6);
  }

  /** Returns a number with two digits, as Go's {@code %.2g} writes it. */
  public static String rough(double value) {
    return isSpecial(value)
        ? special(value)
        : general(decimal(value).round(new MathContext(2)).stripTrailingZeros(), value, 2);
  }

  private static String general(BigDecimal decimal, double value, int exponentLimit) {
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = value == 0 ? 0 : digits.length() - decimal.scale() - 1;
    String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    if (exponent >= -4 && exponent < exponentLimit) {
      return sign + decimal.abs().toPlainString();
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return sign + digits.charAt(0) + fraction + String.format("e%+03d", exponent);
  }

  private static BigDecimal decimal(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros();
  }

  private static boolean isSpecial(double value) {
    return Double.isNaN(value) || Double.isInfinite(value);
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  }
}
