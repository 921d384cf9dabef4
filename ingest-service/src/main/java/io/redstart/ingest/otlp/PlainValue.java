// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;
import static io.redstart.ingest.otlp.ProtoReader.VARINT;

/**
 * Reads an {@code AnyValue} in the form in which every sender writes a single value: one field and
 * nothing else. Other encodings of the same value are left to {@link AnyValueText}.
 *
 * <p>Data plane: never allocates.
 */
public final class PlainValue {
  // common/v1/common.proto, message AnyValue
  private static final int STRING_VALUE = 1 << 3 | LENGTH_DELIMITED;
  private static final int BOOL_VALUE = 2 << 3 | VARINT;
  private static final int INT_VALUE = 3 << 3 | VARINT;

  private PlainValue() {}

  /**
   * Reads the text of a value.
   *
   * @param text set to the text, or unchanged
   * @return whether the value is a string
   */
  public static boolean readString(ByteSlice anyValue, ByteSlice text) {
    byte[] bytes = anyValue.bytes();
    int at = anyValue.offset();
    int end = at + anyValue.length();
    if (at == end || bytes[at++] != STRING_VALUE) {
      return false;
    }
    long length = 0;
    for (int shift = 0; at < end && shift < Integer.SIZE; shift += 7) {
      byte next = bytes[at++];
      length |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        if (length != end - at) {
          return false;
        }
        text.set(bytes, at, (int) length);
        return true;
      }
    }
    return false;
  }

  /** Returns whether a value is {@code true}. */
  public static boolean isTrue(ByteSlice anyValue) {
    return anyValue.length() == 2
        && anyValue.bytes()[anyValue.offset()] == BOOL_VALUE
        && anyValue.bytes()[anyValue.offset() + 1] == 1;
  }

  /** Returns an integer of 0 or more; −1 if the value is negative or not an integer. */
  public static long readNatural(ByteSlice anyValue) {
    byte[] bytes = anyValue.bytes();
    int at = anyValue.offset();
    int end = at + anyValue.length();
    if (at == end || bytes[at++] != INT_VALUE) {
      return -1;
    }
    long number = 0;
    for (int shift = 0; at < end && shift + 7 < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return at == end ? number : -1;
      }
    }
    return -1;
  }
}
