// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Reads the bytes of a {@link WireWriter}. Every read is checked against the end; a value that does
 * not fit causes a {@link MalformedFrameException} with the position.
 */
public final class WireReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads a range of an array, which is not copied. */
  public WireReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /** Reads a whole frame. */
  public WireReader(Frame frame) {
    this(frame.bytes(), 0, frame.bytes().length);
  }

  /** Returns the position of the next byte in the array. */
  public int position() {
    return position;
  }

  /** Returns the underlying array. */
  public byte[] array() {
    return bytes;
  }

  /** Returns whether bytes are left. */
  public boolean hasMore() {
    return position < end;
  }

  private void need(long length) {
    if (length < 0 || length > end - position) {
      throw new MalformedFrameException(
          "length " + length + " exceeds " + (end - position) + " bytes left at byte " + position);
    }
  }

  /** Reads one byte as 0 … 255. */
  public int readByte() {
    need(1);
    return bytes[position++] & 0xff;
  }

  /** Reads a boolean. */
  public boolean readBoolean() {
    return readByte() != 0;
  }

  /** Reads an unsigned 64-bit varint. */
  public long readVarint() {
    if (position < end && bytes[position] >= 0) {
      return bytes[position++];
    }
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedFrameException("varint of more than 10 bytes at byte " + position);
  }

  /** Reads a varint that must be between 0 and a maximum. */
  public int readCount(int max) {
    int at = position;
    long value = readVarint();
    if (value < 0 || value > max) {
      throw new MalformedFrameException("count " + value + " exceeds " + max + " at byte " + at);
    }
    return (int) value;
  }

  /** Reads a number written by {@link WireWriter#writeSigned}. */
  public long readSigned() {
    long value = readVarint();
    return value >>> 1 ^ -(value & 1);
  }

  /** Reads 8 bytes, big-endian. */
  public long readFixed64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (bytes[position++] & 0xff);
    }
    return value;
  }

  /** Reads 16 bytes. */
  public UUID readUuid() {
    return new UUID(readFixed64(), readFixed64());
  }

  /** Skips bytes. */
  public void skip(int length) {
    need(length);
    position += length;
  }

  /** Reads a length that fits into the remaining bytes. The content begins at {@link #position}. */
  public int readLength() {
    long length = readVarint();
    need(length);
    return (int) length;
  }

  /** Reads a string. */
  public String readString() {
    int length = readLength();
    String value = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return value;
  }
}
