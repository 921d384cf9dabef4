// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.token;

import io.redstart.query.promql.limit.QueryLimits;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a number or a duration, as Prometheus' promql/parser/lex.go does. What it finds
 * may still be malformed, such as {@code 1.5m} or {@code 1_}: the parser finds that out when it reads
 * the value.
 */
final class NumberScanner {
  private static final String DECIMAL = "0123456789";
  private static final String HEXADECIMAL = "0123456789abcdefABCDEF";
  private static final String DOT = ".";
  private static final String EXPONENT = "eE";
  private static final String UNDERSCORE = "_";

  private final String text;
  private final QueryLimits limits;
  private int position;

  NumberScanner(String text, int start, QueryLimits limits) {
    this.text = text;
    this.position = start;
    this.limits = limits;
  }

  /** Returns the type of what it found: number or duration; null if neither. */
  @Nullable
  TokenType scan() {
    if (scanNumber()) {
      return TokenType.NUMBER;
    }
    return scanUnits() ? TokenType.DURATION : null;
  }

  /** Returns where the number or duration ends, or where it turned out to be neither. */
  int end() {
    return position;
  }

  private boolean scanNumber() {
    boolean hexadecimal = accept("0") && accept("xX");
    if (hexadecimal) {
      accept(UNDERSCORE);
    }
    String digits = hexadecimal ? HEXADECIMAL : DECIMAL;
    accept(DOT);
    accept(digits);
    boolean dotSeen = false;
    boolean exponentSeen = false;
    while (is(digits) || is("._eE")) {
      limits.check(position);
      if ((dotSeen && accept(DOT)) || (exponentSeen && accept(EXPONENT))) {
        return false;
      }
      boolean dot = accept(DOT);
      boolean exponent = !dot && accept(EXPONENT);
      if ((dot && !endDot(hexadecimal)) || (exponent && !endExponent())) {
        return false;
      }
      if (!dot && !exponent && !acceptDigits(digits)) {
        return false;
      }
      dotSeen |= dot;
      exponentSeen |= exponent;
    }
    return !Cursor.isAlphanumeric(peek());
  }

  private boolean endDot(boolean hexadecimal) {
    return !accept("_.") && !hexadecimal;
  }

  private boolean endExponent() {
    accept("+-");
    return !accept("._eE") && peek() >= 0;
  }

  /** Passes an underscore, or digits. Returns false if something else than a digit follows. */
  private boolean acceptDigits(String digits) {
    if (accept(UNDERSCORE)) {
      return !accept("._eE") && peek() >= 0;
    }
    skip(digits);
    return true;
  }

  private void skip(String digits) {
    while (accept(digits)) {
      limits.check(position);
    }
  }

  /** Passes the unit after the first number, and more numbers with units. */
  private boolean scanUnits() {
    if (!acceptUnit("smhdwy")) {
      return false;
    }
    while (accept(DECIMAL)) {
      skip(DECIMAL);
      if (!acceptUnit("smhdw")) {
        return false;
      }
    }
    if (!Cursor.isAlphanumeric(peek())) {
      return true;
    }
    position++;
    return false;
  }

  private boolean acceptUnit(String firstLetters) {
    boolean found = accept(firstLetters);
    if (found) {
      accept("s");
    }
    return found;
  }

  private boolean accept(String characters) {
    if (!is(characters)) {
      return false;
    }
    position++;
    return true;
  }

  private boolean is(String characters) {
    return position < text.length() && characters.indexOf(text.charAt(position)) >= 0;
  }

  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }
}
