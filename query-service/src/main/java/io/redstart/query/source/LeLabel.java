// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.value.FloatText;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The label {@code le} of one bucket: its upper bound in the metric's unit, printed as Prometheus'
 * OTLP receiver prints it, and matched as a number, so that {@code le="100.0"} finds {@code "100"}.
 * Negations are exact; a regular expression matches the printed text.
 */
record LeLabel(double bound, String text) {
  static final String NAME = "le";

  /**
   * Decimal numbers as Go parses them; Java would also accept {@code 1d} and surrounding blanks.
   */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  private static final Pattern INFINITY = Pattern.compile("(?i)\\+?inf(inity)?");

  static LeLabel of(double bound) {
    return new LeLabel(bound, FloatText.plain(bound));
  }

  boolean matches(LabelMatcher matcher) {
    return switch (matcher.op()) {
      case EQUAL -> isWritten(matcher.value());
      case NOT_EQUAL -> !isWritten(matcher.value());
      case MATCHES, NOT_MATCHES -> matcher.matches(text);
    };
  }

  private boolean isWritten(String value) {
    OptionalDouble number = parse(value);
    return number.isPresent() && number.getAsDouble() == bound;
  }

  private static OptionalDouble parse(String value) {
    if (INFINITY.matcher(value).matches()) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    return NUMBER.matcher(value).matches()
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }
}
