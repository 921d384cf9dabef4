// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Converts a JSON string to the bytes of a protobuf string: resolves escapes and copies everything
 * else unchanged. A byte that is not UTF-8 therefore ends up where protobuf would have carried it,
 * and matters only if it becomes part of a label. Half of a surrogate pair, which UTF-8 cannot
 * hold, becomes U+FFFD.
 *
 * <p>Jackson validates the string; if it is invalid, this class just stops early.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259, 7</a>
 */
final class JsonString {
  /** The length of {@code \}{@code u00e9}. */
  private static final int UNICODE_ESCAPE_LENGTH = 6;

  private static final int REPLACEMENT = 0xfffd;

  private final byte[] json;
  private final int end;
  private int position;

  private byte[] unescaped = {};
  private int length;

  private JsonString(byte[] json, int position, int end) {
    this.json = json;
    this.position = position;
    this.end = end;
  }

  /**
   * Writes a string, preceded by its length.
   *
   * @param json holds the document in its first {@code end} bytes
   * @param quote the position of the quotation mark that opens the string
   */
  static void write(byte[] json, int quote, int end, ProtoWriter writer) {
    int from = quote + 1;
    int to = from;
    while (to < end && json[to] != '"' && json[to] != '\\') {
      to++;
    }
    if (to < end && json[to] == '\\') {
      JsonString string = new JsonString(json, from, end);
      string.unescape();
      writer.writeBytes(string.unescaped, 0, string.length);
    } else {
      writer.writeBytes(json, from, to - from);
    }
  }

  private void unescape() {
    // An escape is never shorter than the bytes it represents.
    unescaped = new byte[closingQuote() - position];
    while (position < end && json[position] != '"') {
      if (json[position] == '\\') {
        escape();
      } else {
        unescaped[length++] = json[position++];
      }
    }
  }

  private int closingQuote() {
    int at = position;
    while (at < end && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, end);
  }

  private void escape() {
    int escaped = position + 1 < end ? json[position + 1] : -1;
    switch (escaped) {
      case '"', '\\', '/' -> character(escaped);
      case 'b' -> character('\b');
      case 'f' -> character('\f');
      case 'n' -> character('\n');
      case 'r' -> character('\r');
      case 't' -> character('\t');
      case 'u' -> unicode();
      default -> position = end;
    }
  }

  private void character(int ascii) {
    unescaped[length++] = (byte) ascii;
    position += 2;
  }

  private void unicode() {
    int unit = codeUnit(position);
    int next = codeUnit(position + UNICODE_ESCAPE_LENGTH);
    if (unit < 0) {
      position = end;
    } else if (isHigh(unit) && isLow(next)) {
      append(Character.toCodePoint((char) unit, (char) next));
      position += 2 * UNICODE_ESCAPE_LENGTH;
    } else {
      append(isHigh(unit) || isLow(unit) ? REPLACEMENT : unit);
      position += UNICODE_ESCAPE_LENGTH;
    }
  }

  /** Returns the UTF-16 code unit escaped at a position, or -1. */
  private int codeUnit(int at) {
    if (at + UNICODE_ESCAPE_LENGTH > end || json[at] != '\\' || json[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + UNICODE_ESCAPE_LENGTH; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static boolean isHigh(int unit) {
    return unit >= Character.MIN_HIGH_SURROGATE && unit <= Character.MAX_HIGH_SURROGATE;
  }

  private static boolean isLow(int unit) {
    return unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
  }

  private void append(int codePoint) {
    byte[] utf8 = Character.toString(codePoint).getBytes(UTF_8);
    System.arraycopy(utf8, 0, unescaped, length, utf8.length);
    length += utf8.length;
  }

  /**
   * Returns a copy of the document in which question marks replace the non-ASCII bytes of strings,
   * so that everything stays at the same position.
   */
  static byte[] masked(byte[] json, int end) {
    byte[] masked = Arrays.copyOf(json, end);
    boolean isInString = false;
    for (int i = 0; i < end; i++) {
      if (masked[i] == '"') {
        isInString = !isInString;
      } else if (isInString && masked[i] == '\\') {
        i++;
      } else if (isInString && masked[i] < 0) {
        masked[i] = '?';
      }
    }
    return masked;
  }
}
