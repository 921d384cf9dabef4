// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.token;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.text.QuotedText;

/**
 * Finds the end of a string and checks its escapes, as Prometheus' promql/parser/lex.go does;
 * {@link QuotedText} reads them afterwards.
 */
final class StringScanner {
  private final String text;
  private final char quote;
  private final QueryLimits limits;
  private int position;

  /**
   * Makes a scanner.
   *
   * @param start the index of the opening quote
   */
  StringScanner(String text, int start, QueryLimits limits) {
    this.text = text;
    this.quote = text.charAt(start);
    this.position = start + 1;
    this.limits = limits;
  }

  /**
   * Returns the index after the closing quote.
   *
   * @throws IllegalArgumentException if the string is malformed or does not end
   */
  int scan() {
    boolean raw = quote == '`';
    int turn = 0;
    while (true) {
      limits.check(turn++);
      int character = next();
      if (character == quote) {
        return position;
      }
      if (character < 0 || (character == '\n' && !raw)) {
        throw new IllegalArgumentException("unterminated " + (raw ? "raw" : "quoted") + " string");
      }
      if (character == 0xFFFD || isSurrogate(character)) {
        throw new IllegalArgumentException("invalid UTF-8 rune");
      }
      if (character == '\\' && !raw) {
        scanEscape();
      }
    }
  }

  private void scanEscape() {
    int letter = next();
    if (letter < 0) {
      throw unterminatedEscape();
    }
    if (letter == quote || "abfnrtv\\".indexOf(letter) >= 0) {
      return;
    }
    switch (letter) {
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        position--;
        scanDigits(3, 8, 255);
      }
      case 'x' -> scanDigits(2, 16, 255);
      case 'u' -> scanDigits(4, 16, Character.MAX_CODE_POINT);
      case 'U' -> scanDigits(8, 16, Character.MAX_CODE_POINT);
      default ->
        throw new IllegalArgumentException(
            "unknown escape sequence " + QuotedText.describe(letter));
    }
  }

  private void scanDigits(int count, int radix, int valueMax) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      int character = next();
      if (character < 0) {
        throw unterminatedEscape();
      }
      int digit = character < 128 ? Character.digit(character, radix) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException(
            "illegal character " + QuotedText.describe(character) + " in escape sequence");
      }
      value = value * radix + digit;
    }
    if (value > valueMax || isSurrogate(value)) {
      throw new IllegalArgumentException("escape sequence is an invalid Unicode code point");
    }
  }

  private static IllegalArgumentException unterminatedEscape() {
    return new IllegalArgumentException("escape sequence not terminated");
  }

  private static boolean isSurrogate(long codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private int next() {
    if (position >= text.length()) {
      return -1;
    }
    int codePoint = text.codePointAt(position);
    position += Character.charCount(codePoint);
    return codePoint;
  }
}
