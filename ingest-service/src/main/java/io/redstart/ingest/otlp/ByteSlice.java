// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A range of an array, or nothing: a flyweight that is pointed at one place after another. It is
 * only valid as long as its source; callers that keep the bytes must copy them.
 */
public final class ByteSlice {
  private static final byte[] NO_BYTES = {};
  private static final VarHandle BIG_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = NO_BYTES;
  private int offset;
  private int length;
  private boolean present;

  /** Points at a range. */
  public void set(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.present = true;
  }

  /** Points at the same range as another slice. */
  public void set(ByteSlice other) {
    this.bytes = other.bytes;
    this.offset = other.offset;
    this.length = other.length;
    this.present = other.present;
  }

  /** Points at nothing: of length 0 and not present. */
  public void clear() {
    bytes = NO_BYTES;
    offset = 0;
    length = 0;
    present = false;
  }

  /** Returns whether it points at a range, even an empty one. */
  public boolean isPresent() {
    return present;
  }

  /** Returns the array. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the start of the range in the array. */
  public int offset() {
    return offset;
  }

  /** Returns the length of the range in bytes. */
  public int length() {
    return length;
  }

  /** Returns 8 bytes of the range, big-endian. */
  public long longAt(int index) {
    return (long) BIG_ENDIAN_LONG.get(bytes, offset + index);
  }

  /** Returns whether the range has the same bytes as an array. */
  public boolean contentEquals(byte[] other) {
    return length == other.length
        && Arrays.equals(bytes, offset, offset + length, other, 0, other.length);
  }

  /**
   * Returns the range as text.
   *
   * @throws CharacterCodingException if it is not UTF-8
   */
  public String toUtf8() throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, offset, length))
        .toString();
  }
}
