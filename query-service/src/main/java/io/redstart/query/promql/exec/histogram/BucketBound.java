// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Reads the upper bound in the label {@code le} as Go's {@code strconv.ParseFloat} does: {@code
 * 0.5}, {@code 1_000}, {@code 0x1p-2}, {@code +Inf}, {@code infinity}, but not {@code 1d}, {@code
 * 0x10} or numbers too large for a {@code double}.
 */
final class BucketBound {
  private static final String DIGITS = "\\d(?:_?\\d)*+";
  private static final String HEX_DIGITS = "[0-9a-f](?:_?[0-9a-f])*+";

  /** In lower case. Possessive, because other repetitions of groups need stack for every digit. */
  private static final Pattern NUMBER = Pattern.compile(String.format(
      "[+-]?(?:(?:%1$s(?:\\.(?:%1$s)?)?|\\.%1$s)(?:e[+-]?%1$s)?"
          + "|0x(?:_?%2$s(?:\\.(?:%2$s)?)?|\\.%2$s)p[+-]?%1$s)",
      DIGITS, HEX_DIGITS));

  private BucketBound() {}

  /** Returns the bound, or nothing for a malformed label. */
  static OptionalDouble parse(String le) {
    String lower = le.toLowerCase(Locale.ROOT);
    switch (lower) {
      case "inf", "+inf", "infinity", "+infinity" -> {
        return OptionalDouble.of(Double.POSITIVE_INFINITY);
      }
      case "-inf", "-infinity" -> {
        return OptionalDouble.of(Double.NEGATIVE_INFINITY);
      }
      case "nan" -> {
        return OptionalDouble.of(Double.NaN);
      }
      default -> {
        return number(lower);
      }
    }
  }

  private static OptionalDouble number(String lower) {
    if (!NUMBER.matcher(lower).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(lower.replace("_", ""));
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
