// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Reads and writes snappy blocks, slowly and by the words of their description. */
public final class PlainSnappy {
  private static final int LITERAL_MAX = 60;

  private PlainSnappy() {}

  /** Returns a block of literals alone. */
  public static byte[] encode(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeLength(content.length, out);
    for (int at = 0; at < content.length; at += LITERAL_MAX) {
      int length = Math.min(LITERAL_MAX, content.length - at);
      out.write((length - 1) << 2);
      out.write(content, at, length);
    }
    return out.toByteArray();
  }

  /** Writes the length with which a block begins. */
  public static void writeLength(long length, ByteArrayOutputStream out) {
    long rest = length;
    for (; rest >= 128; rest >>>= 7) {
      out.write((int) (rest & 0x7f | 0x80));
    }
    out.write((int) rest);
  }

  /** Returns the content of a block. */
  public static byte[] decode(byte[] block) {
    int at = 0;
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      int next = block[at++];
      length |= (next & 0x7fL) << shift;
      if (next >= 0) {
        break;
      }
    }
    byte[] content = new byte[(int) length];
    int size = 0;
    while (at < block.length) {
      int tag = block[at++] & 0xff;
      if ((tag & 3) == 0) {
        int bytes = Math.max(0, (tag >> 2) - 59);
        int literal = (bytes == 0 ? tag >> 2 : (int) number(block, at, bytes)) + 1;
        at += bytes;
        System.arraycopy(block, at, content, size, literal);
        at += literal;
        size += literal;
      } else {
        int bytes = new int[] {0, 1, 2, 4}[tag & 3];
        int copied = (tag & 3) == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1;
        long high = (tag & 3) == 1 ? (tag >> 5) << 8 : 0;
        int offset = (int) (high | number(block, at, bytes));
        at += bytes;
        for (int end = size + copied; size < end; size++) {
          content[size] = content[size - offset];
        }
      }
    }
    if (size != length) {
      throw new AssertionError(size + " of " + length + " bytes in " + Arrays.toString(block));
    }
    return content;
  }

  private static long number(byte[] block, int at, int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (block[at + i] & 0xffL) << 8 * i;
    }
    return number;
  }
}
