// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Collects bytes of UTF-8 in an array that stays when they are forgotten. */
final class Utf8Bytes {
  private static final int LONG_MAX_DIGITS = 20;

  private byte[] bytes;
  private int size;

  Utf8Bytes(int firstBytes) {
    bytes = new byte[firstBytes];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  void add(byte[] text) {
    add(text, text.length);
  }

  void add(Utf8Bytes text) {
    add(text.bytes, text.size);
  }

  private void add(byte[] text, int length) {
    ensureRoom(length);
    System.arraycopy(text, 0, bytes, size, length);
    size += length;
  }

  void add(String text) {
    add(text.getBytes(UTF_8));
  }

  /** Adds the value of a label. Nearly all are ASCII without quotes, and are copied as they are. */
  void addEscaped(String value) {
    int length = value.length();
    ensureRoom(length);
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80 || c == '\\' || c == '\n' || c == '"') {
        add(escaped(value)); // Overwrites what was copied so far.
        return;
      }
      bytes[size + i] = (byte) c;
    }
    size += length;
  }

  /** Returns a text as it is written between quotes. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }

  /** Adds a number that is not negative. */
  void addDigits(long value) {
    ensureRoom(LONG_MAX_DIGITS);
    int end = size + 1;
    for (long left = value; left >= 10; left /= 10) {
      end++;
    }
    long left = value;
    for (int at = end - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    size = end;
  }

  private void ensureRoom(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }
}
