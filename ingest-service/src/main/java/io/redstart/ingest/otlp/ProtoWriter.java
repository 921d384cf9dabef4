// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import java.util.Arrays;

/**
 * Writes protobuf's encoding into a growing array. The length of a message is always a varint of
 * {@value #LENGTH_BYTES} bytes, which every reader accepts, so that it can be filled in at the end
 * of the message without moving it.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, Encoding</a>
 */
final class ProtoWriter {
  private static final int LENGTH_BYTES = 5;
  private static final int VARINT_BYTES_MAX = 10;
  private static final int KEPT_MAX_BYTES = 1 << 20;

  private byte[] bytes = new byte[1 << 14];
  private int length;

  /** Starts again; replaces an array that has become too large. */
  void clear() {
    length = 0;
    if (bytes.length > KEPT_MAX_BYTES) {
      bytes = new byte[KEPT_MAX_BYTES];
    }
  }

  /** Returns the array, whose first {@link #length} bytes hold the output. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void writeVarint(long value) {
    makeRoom(VARINT_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void writeFixed32(int value) {
    writeLittleEndian(value, Integer.BYTES);
  }

  void writeFixed64(long value) {
    writeLittleEndian(value, Long.BYTES);
  }

  private void writeLittleEndian(long value, int size) {
    makeRoom(size);
    for (int i = 0; i < size; i++) {
      bytes[length++] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  void writeBytes(byte[] value) {
    writeBytes(value, 0, value.length);
  }

  void writeBytes(byte[] source, int offset, int count) {
    writeVarint(count);
    makeRoom(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Begins a message; returns its position for {@link #end}. */
  int begin() {
    makeRoom(LENGTH_BYTES);
    length += LENGTH_BYTES;
    return length;
  }

  /** Ends a message and fills in its length. */
  void end(int begin) {
    int rest = length - begin;
    for (int at = begin - LENGTH_BYTES; at < begin - 1; at++) {
      bytes[at] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[begin - 1] = (byte) rest;
  }

  private void makeRoom(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(
          bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * length)));
    }
  }
}
