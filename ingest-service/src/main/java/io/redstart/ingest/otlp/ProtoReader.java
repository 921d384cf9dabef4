// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A cursor over protobuf's wire format (protobuf.dev/programming-guides/encoding). Every read is
 * checked against the end of the current message; {@link #enter} and {@link #leave} narrow and
 * widen that end. Groups, which proto3 does not have, are malformed.
 */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private static final int FIELD_SHIFT = 3;
  private static final int WIRE_TYPE_MASK = (1 << FIELD_SHIFT) - 1;
  private static final byte[] NO_BYTES = {};
  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = NO_BYTES;
  private int origin;
  private int position;
  private int end;

  /** Starts reading a range of an array; positions in error messages count from {@code origin}. */
  void reset(byte[] bytes, int offset, int length, int origin) {
    this.bytes = bytes;
    this.origin = origin;
    this.position = offset;
    this.end = offset + length;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  /** Moves to a position in the current message. */
  void rewind(int toPosition) {
    position = toPosition;
  }

  boolean hasMore() {
    return position < end;
  }

  /** Reads the length of a message and enters it; returns the end of its parent. */
  int enter() throws MalformedOtlpException {
    int length = readLength();
    int parentEnd = end;
    end = position + length;
    return parentEnd;
  }

  /** Returns to the parent of a message after its end. */
  void leave(int parentEnd) {
    end = parentEnd;
  }

  /** Reads a field's number and wire type: {@code number << 3 | wire type}. */
  int readTag() throws MalformedOtlpException {
    int at = position;
    if (at < end && bytes[at] >= 1 << FIELD_SHIFT) {
      position = at + 1;
      return bytes[at];
    }
    long tag = readVarint();
    if (tag >>> Integer.SIZE != 0) {
      throw malformed("tag of more than 32 bits", at);
    }
    if (tag >>> FIELD_SHIFT == 0) {
      throw malformed("field number 0", at);
    }
    return (int) tag;
  }

  /** Reads a varint of up to 64 bits; drops further bits of a tenth byte, as usual. */
  long readVarint() throws MalformedOtlpException {
    int at = position;
    if (at < end && bytes[at] >= 0) {
      position = at + 1;
      return bytes[at];
    }
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == end) {
        throw malformed("varint is cut off", at);
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("varint of more than 10 bytes", at);
  }

  /** Reads a length and checks that it fits into the rest of the message. */
  int readLength() throws MalformedOtlpException {
    int at = position;
    long length = readVarint();
    if (length < 0 || length > end - position) {
      throw malformed(
          "length " + Long.toUnsignedString(length) + " exceeds " + (end - position)
              + " bytes left",
          at);
    }
    return (int) length;
  }

  /** Reads bytes or a string. */
  void readSlice(ByteSlice slice) throws MalformedOtlpException {
    int length = readLength();
    slice.set(bytes, position, length);
    position += length;
  }

  /** Checks that the last field of a message from this reader ends at the message's end. */
  void checkWhole(ByteSlice message) throws MalformedOtlpException {
    int backTo = position;
    int parentEnd = end;
    position = message.offset();
    end = message.offset() + message.length();
    while (hasMore()) {
      skip(readTag(), 0);
    }
    position = backTo;
    end = parentEnd;
  }

  /** Reads 8 bytes, little-endian. */
  long readFixed64() throws MalformedOtlpException {
    int at = position;
    skipBytes(Long.BYTES);
    return (long) LITTLE_ENDIAN_LONG.get(bytes, at);
  }

  /** Skips bytes or a message. */
  void skipLengthDelimited() throws MalformedOtlpException {
    int length = readLength();
    position += length;
  }

  /**
   * Skips a field.
   *
   * @param known the numbers of the fields that the caller reads, as a bit set: it skips one of
   *     these only if its wire type is wrong, which is an error
   */
  void skip(int tag, long known) throws MalformedOtlpException {
    int number = tag >>> FIELD_SHIFT;
    int wireType = tag & WIRE_TYPE_MASK;
    if (number < Long.SIZE && (known >>> number & 1) != 0) {
      throw malformed("wire type " + wireType + " of field " + number, position);
    }
    switch (wireType) {
      case VARINT -> readVarint();
      case FIXED64 -> skipBytes(Long.BYTES);
      case LENGTH_DELIMITED -> skipLengthDelimited();
      case FIXED32 -> skipBytes(Integer.BYTES);
      default -> throw malformed("wire type " + wireType + " of field " + number, position);
    }
  }

  private void skipBytes(int length) throws MalformedOtlpException {
    if (length > end - position) {
      throw malformed(
          "length " + length + " exceeds " + (end - position) + " bytes left", position);
    }
    position += length;
  }

  MalformedOtlpException malformed(String what, int at) {
    return new MalformedOtlpException(what, at - origin);
  }
}
