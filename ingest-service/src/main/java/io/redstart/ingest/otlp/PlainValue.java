// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;
import static io.redstart.ingest.otlp.ProtoReader.VARINT;

/**
 * The bytes of an {@code AnyValue} as every sender writes a single value: one field and nothing else.
 * What is written otherwise, though it may mean the same, is left to {@link AnyValueText}.
 *
 * <p>Data plane: nothing here allocates.
 */
public final class PlainValue {
  // common/v1/common.proto, message AnyValue
  private static final int STRING_VALUE = 1 << 3 | LENGTH_DELIMITED;
  private static final int BOOL_VALUE = 2 << 3 | VARINT;
  private static final int INT_VALUE = 3 << 3 | VARINT;

  private PlainValue() {}

  /**
   * Points at the text of a value.
   *
   * @param text is pointed at it, or left as it is
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

  /** Returns a whole number, or −1 if the value is none, or a negative one. */
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
