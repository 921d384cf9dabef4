// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.PlainValue;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Collects the bytes of a name in an array that is used again and again. Text that does not fit is
 * not written, and {@link #isFull} returns true from then on.
 */
final class NameBuffer {
  /** The maximum size of a name that is made here, in bytes. */
  static final int SIZE_MAX_BYTES = 4096;

  private final byte[] bytes = new byte[SIZE_MAX_BYTES];
  private final ByteSlice text = new ByteSlice();
  private int size;
  private boolean full;

  void clear() {
    size = 0;
    full = false;
  }

  /** Returns whether something did not fit. */
  boolean isFull() {
    return full;
  }

  int size() {
    return size;
  }

  void append(byte[] from, int offset, int length) {
    if (length > bytes.length - size) {
      full = true;
    } else {
      System.arraycopy(from, offset, bytes, size, length);
      size += length;
    }
  }

  void append(byte[] from) {
    append(from, 0, from.length);
  }

  void append(char ascii) {
    if (size == bytes.length) {
      full = true;
    } else {
      bytes[size++] = (byte) ascii;
    }
  }

  /**
   * Appends the text of an {@code AnyValue}. Strings and natural numbers allocate nothing. Other
   * values do, but no instrumentation uses them in the attributes that names are made of.
   */
  void appendValue(ByteSlice anyValue) throws MalformedOtlpException {
    long number = PlainValue.readNatural(anyValue);
    if (PlainValue.readString(anyValue, text)) {
      append(text.bytes(), text.offset(), text.length());
    } else if (number >= 0) {
      appendNumber(number);
    } else {
      try {
        append(AnyValueText.of(anyValue).getBytes(StandardCharsets.UTF_8));
      } catch (CharacterCodingException e) {
        full = true; // invalid UTF-8 makes no name
      }
    }
  }

  private void appendNumber(long number) {
    long power = 1;
    while (number / power >= 10) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      append((char) ('0' + number / power % 10));
    }
  }

  /** Points a slice at the written bytes, valid until the next {@link #clear}. */
  void pointAt(ByteSlice slice) {
    slice.set(bytes, 0, size);
  }
}
