// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import java.io.ByteArrayOutputStream;

/**
 * Writes Snappy's block format without compressing: the length as a varint, then literals of at most
 * 64 KiB, each with a tag byte and its length less one in two bytes, least significant first.
 *
 * <p>See <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>.
 */
final class SnappyLiterals {
  private static final int LITERAL_MAX_BYTES = 1 << 16;
  /** A literal whose length takes two bytes. */
  private static final int LITERAL_2 = 61 << 2;

  private SnappyLiterals() {}

  static byte[] encode(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + bytes.length / 1000 + 16);
    int length = bytes.length;
    for (; length >= 0x80; length >>>= 7) {
      out.write((length & 0x7f) | 0x80);
    }
    out.write(length);
    for (int from = 0; from < bytes.length; from += LITERAL_MAX_BYTES) {
      int size = Math.min(LITERAL_MAX_BYTES, bytes.length - from);
      out.write(LITERAL_2);
      out.write(size - 1);
      out.write((size - 1) >>> 8);
      out.write(bytes, from, size);
    }
    return out.toByteArray();
  }
}
