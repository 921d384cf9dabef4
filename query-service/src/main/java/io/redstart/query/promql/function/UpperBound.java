// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads the values of the label {@code le}. */
public final class UpperBound {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private UpperBound() {}

  /** Returns the number that Go would parse from a label value, or nothing. */
  public static OptionalDouble parse(String le) {
    return switch (le.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      default ->
        DECIMAL.matcher(le).matches()
            ? OptionalDouble.of(Double.parseDouble(le))
            : OptionalDouble.empty();
    };
  }
}
