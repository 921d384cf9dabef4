// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import io.redstart.query.promql.QueryLimits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads and writes quoted strings with the escapes of Go, which PromQL uses. */
public final class QuotedText {
  private static final String LETTERS = "abfnrtv\\'\"";
  private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\'\"";

  private QuotedText() {}

  /**
   * Returns the content of a quoted string. Octal and {@code \x} escapes are bytes of UTF-8.
   *
   * @param quoted the string with its single, double or back quotes
   * @param limits are checked at every escape
   * @throws IllegalArgumentException if an escape is malformed
   */
  static String unquote(String quoted, QueryLimits limits) {
    String inner = quoted.substring(1, quoted.length() - 1);
    if (quoted.charAt(0) == '`' || inner.indexOf('\\') < 0) {
      return inner;
    }
    var bytes = new ByteArrayOutputStream(inner.length());
    int at = 0;
    while (at < inner.length()) {
      limits.check();
      int escape = inner.indexOf('\\', at);
      int end = escape < 0 ? inner.length() : escape;
      bytes.writeBytes(inner.substring(at, end).getBytes(StandardCharsets.UTF_8));
      at = escape < 0 ? end : unescape(inner, escape + 1, quoted.charAt(0), bytes);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Writes the character of the escape whose backslash precedes an index. Returns its end. */
  private static int unescape(String text, int at, char quote, ByteArrayOutputStream bytes) {
    char letter = at < text.length() ? text.charAt(at) : 0;
    if (letter >= '0' && letter <= '7') {
      return writeByte(text, at, 3, 8, bytes);
    }
    if (letter == 'x') {
      return writeByte(text, at + 1, 2, 16, bytes);
    }
    if (letter == 'u' || letter == 'U') {
      int digits = letter == 'u' ? 4 : 8;
      long codePoint = digits(text, at + 1, digits, 16);
      if (codePoint > Character.MAX_CODE_POINT || isSurrogate(codePoint)) {
        throw new IllegalArgumentException("escape sequence is an invalid Unicode code point");
      }
      String character = Character.toString((int) codePoint);
      bytes.writeBytes(character.getBytes(StandardCharsets.UTF_8));
      return at + 1 + digits;
    }
    int index = LETTERS.indexOf(letter);
    boolean otherQuote = (letter == '\'' || letter == '"') && letter != quote;
    if (index < 0 || otherQuote) {
      throw new IllegalArgumentException("unknown escape sequence \\" + letter);
    }
    bytes.write(MEANINGS.charAt(index));
    return at + 1;
  }

  private static int writeByte(
      String text, int at, int digits, int radix, ByteArrayOutputStream bytes) {
    long value = digits(text, at, digits, radix);
    if (value > 255) {
      throw new IllegalArgumentException("escape sequence is an invalid Unicode code point");
    }
    bytes.write((int) value);
    return at + digits;
  }

  private static long digits(String text, int at, int digits, int radix) {
    if (at + digits > text.length()) {
      throw new IllegalArgumentException("escape sequence not terminated");
    }
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      char character = text.charAt(i);
      int digit = character < 128 ? Character.digit(character, radix) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException(
            "illegal character '" + character + "' in escape sequence");
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static boolean isSurrogate(long codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** Returns a text in double quotes; {@link #unquote} reverses it. */
  public static String quote(String text) {
    var quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(codePoint -> {
      int index = codePoint == '\'' ? -1 : MEANINGS.indexOf(codePoint);
      if (index >= 0) {
        quoted.append('\\').append(LETTERS.charAt(index));
      } else if (Character.isISOControl(codePoint)) {
        quoted.append(String.format(codePoint < 128 ? "\\x%02x" : "\\u%04x", codePoint));
      } else {
        quoted.appendCodePoint(codePoint);
      }
    });
    return quoted.append('"').toString();
  }
}
