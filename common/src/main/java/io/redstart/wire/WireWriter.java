// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes the bytes of a frame: varints in protobuf's form (7 bits per byte, low bits first), fixed
 * 64-bit numbers big-endian, strings as their length and UTF-8. Grows as needed and can be cleared
 * and reused.
 */
public final class WireWriter {
  private byte[] bytes;
  private int size;

  /** Creates a writer with an initial capacity. */
  public WireWriter(int capacityBytes) {
    this.bytes = new byte[Math.max(16, capacityBytes)];
  }

  /** Creates a writer with a small capacity. */
  public WireWriter() {
    this(64);
  }

  /** Returns the number of bytes written. */
  public int size() {
    return size;
  }

  /** Discards the content and keeps the capacity. */
  public void clear() {
    size = 0;
  }

  /** Discards the bytes written after an earlier {@link #size}. */
  public void truncate(int toSize) {
    if (toSize > size) {
      throw new IllegalArgumentException("cannot truncate " + size + " bytes to " + toSize);
    }
    size = toSize;
  }

  /** Returns the current array; growing replaces it. */
  public byte[] array() {
    return bytes;
  }

  /** Returns a copy of the bytes written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Returns a frame with a copy of the bytes written. */
  public Frame toFrame() {
    return new Frame(toByteArray());
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  /** Writes one byte. */
  public WireWriter writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Writes a boolean as a byte. */
  public WireWriter writeBoolean(boolean value) {
    return writeByte(value ? 1 : 0);
  }

  /** Writes an unsigned 64-bit varint: 1 to 10 bytes. */
  public WireWriter writeVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  /** Writes two varints, quickly if both are small. */
  public WireWriter writeVarints(long first, long second) {
    if (((first | second) & ~0x7fL) != 0) {
      return writeVarint(first).writeVarint(second);
    }
    ensure(2);
    bytes[size] = (byte) first;
    bytes[size + 1] = (byte) second;
    size += 2;
    return this;
  }

  /** Writes a signed 64-bit number so that small magnitudes are short (zigzag). */
  public WireWriter writeSigned(long value) {
    return writeVarint(value << 1 ^ value >> 63);
  }

  /** Writes 8 bytes, big-endian. */
  public WireWriter writeFixed64(long value) {
    ensure(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** Writes 16 bytes. */
  public WireWriter writeUuid(UUID value) {
    return writeFixed64(value.getMostSignificantBits())
        .writeFixed64(value.getLeastSignificantBits());
  }

  /** Writes bytes as they are. */
  public WireWriter writeRaw(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
    return this;
  }

  /** Writes a length and that many bytes. */
  public WireWriter writeBytes(byte[] source, int offset, int length) {
    return writeVarint(length).writeRaw(source, offset, length);
  }

  /** Writes a string: its length in bytes and its UTF-8. */
  public WireWriter writeString(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return writeBytes(utf8, 0, utf8.length);
  }
}
