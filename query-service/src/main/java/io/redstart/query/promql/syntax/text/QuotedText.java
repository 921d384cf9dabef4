// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.text;

import io.redstart.query.promql.limit.QueryLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes quoted strings with the escapes of Go, which PromQL uses.
 *
 * <p>Escapes such as {@code \xc5} may give bytes that are not UTF-8, which no label value has but
 * messages repeat. A string holds them as single surrogates, U+DC80 to U+DCFF, as Python does.
 */
public final class QuotedText {
  private static final String LETTERS = "abfnrtv\\'\"";
  private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\'\"";

  /** The surrogate that stands for byte 0. */
  private static final int FOREIGN_BYTE = 0xDC00;

  private static final int REPLACEMENT = 0xFFFD;

  private QuotedText() {}

  /**
   * Returns the content of a quoted string. Octal and {@code \x} escapes are bytes of UTF-8.
   *
   * @param quoted the string with its single, double or back quotes
   * @param limits are checked at every escape
   * @throws IllegalArgumentException if an escape is malformed
   */
  public static String unquote(String quoted, QueryLimits limits) {
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
    return decode(bytes.toByteArray());
  }

  private static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // A byte becomes one char at most.
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isError()) {
        out.put((char) (FOREIGN_BYTE + (in.get() & 0xff)));
      }
      decoder.reset();
    }
    return out.flip().toString();
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
    text.codePoints().forEach(codePoint -> append(codePoint, '"', quoted));
    return quoted.append('"').toString();
  }

  /** Returns a character in single quotes; one outside Unicode as Go does. */
  public static String quote(int codePoint) {
    var quoted = new StringBuilder().append('\'');
    append(codePoint < 0 ? REPLACEMENT : codePoint, '\'', quoted);
    return quoted.append('\'').toString();
  }

  /** Returns a character as {@code U+0071 'q'}. */
  public static String describe(int codePoint) {
    String code = String.format("U+%04X", codePoint);
    return isPrintable(codePoint) ? code + " '" + Character.toString(codePoint) + "'" : code;
  }

  private static void append(int codePoint, char quote, StringBuilder quoted) {
    int index = MEANINGS.indexOf(codePoint);
    boolean otherQuote = (codePoint == '\'' || codePoint == '"') && codePoint != quote;
    if (index >= 0 && !otherQuote) {
      quoted.append('\\').append(LETTERS.charAt(index));
    } else if (isPrintable(codePoint)) {
      quoted.appendCodePoint(codePoint);
    } else if (isForeignByte(codePoint)) {
      quoted.append(String.format("\\x%02x", codePoint - FOREIGN_BYTE));
    } else {
      String format = codePoint < 128 ? "\\x%02x" : codePoint < 0x10000 ? "\\u%04x" : "\\U%08x";
      quoted.append(String.format(format, codePoint));
    }
  }

  private static boolean isPrintable(int codePoint) {
    if (codePoint < 128) {
      return codePoint >= ' ' && codePoint < 127;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR -> false;
      default -> true;
    };
  }

  /** Returns whether a text has no bytes that are not UTF-8, see the class comment. */
  public static boolean isUtf8(String text) {
    int i = 0;
    while (i < text.length()) {
      int codePoint = text.codePointAt(i);
      if (isSurrogate(codePoint)) {
        return false;
      }
      i += Character.charCount(codePoint);
    }
    return true;
  }

  /** Returns a text with replacement characters for bytes that are not UTF-8. */
  public static String toUtf8(String text) {
    if (isUtf8(text)) {
      return text;
    }
    var valid = new StringBuilder(text.length());
    text.codePoints()
        .map(codePoint -> isSurrogate(codePoint) ? REPLACEMENT : codePoint)
        .forEach(valid::appendCodePoint);
    return valid.toString();
  }

  private static boolean isForeignByte(int codePoint) {
    return codePoint >= FOREIGN_BYTE + 128 && codePoint < FOREIGN_BYTE + 256;
  }
}
