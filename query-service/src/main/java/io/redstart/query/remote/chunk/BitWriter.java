// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.chunk;

import java.util.Arrays;

/** Writes bits into bytes, the highest bit first. */
final class BitWriter {
  private static final int[] VARBITS = {0, 3, 6, 9, 12, 18, 25, 56};

  private byte[] bytes = new byte[256];
  private int size;
  /** How many bits of the last byte are unused. */
  private int free;

  void writeBit(boolean bit) {
    writeBits(bit ? 1 : 0, 1);
  }

  /** Writes the lowest bits of a number. */
  void writeBits(long bits, int count) {
    for (int left = count; left > 0; ) {
      if (free == 0) {
        grow();
      }
      int part = Math.min(left, free);
      long next = (bits >>> (left - part)) & ((1L << part) - 1);
      bytes[size - 1] |= (byte) (next << (free - part));
      free -= part;
      left -= part;
    }
  }

  private void grow() {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    size++;
    free = Byte.SIZE;
  }

  /** Writes a number in groups of seven bits, the lowest first, as Go's {@code PutUvarint}. */
  void writeVarint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      writeBits(rest | 0x80, Byte.SIZE);
    }
    writeBits(rest, Byte.SIZE);
  }

  /** Writes a number with a sign, as Go's {@code PutVarint}. */
  void writeSignedVarint(long value) {
    writeVarint((value << 1) ^ (value >> 63));
  }

  /**
   * Writes a number with a sign in as few of 0, 3, 6, 9, 12, 18, 25, 56 or 64 bits as it needs, after
   * as many ones as there are smaller choices, and a zero unless there are 8 (tsdb/chunkenc,
   * varbit.go).
   */
  void writeVarbit(long value) {
    int choice = 0;
    while (choice < VARBITS.length && !fits(value, VARBITS[choice])) {
      choice++;
    }
    writeVarbit(value, choice);
  }

  /** Writes a number without a sign, which is not negative, in the same way. */
  void writeUnsignedVarbit(long value) {
    int needed = Long.SIZE - Long.numberOfLeadingZeros(value);
    int choice = 0;
    while (choice < VARBITS.length && needed > VARBITS[choice]) {
      choice++;
    }
    writeVarbit(value, choice);
  }

  private void writeVarbit(long value, int choice) {
    if (choice == VARBITS.length) {
      writeBits(0xff, Byte.SIZE);
      writeBits(value, Long.SIZE);
    } else {
      writeBits((2L << choice) - 2, choice + 1);
      writeBits(value, VARBITS[choice]);
    }
  }

  /** Returns whether a number with a sign fits into some bits as chunks use them. */
  static boolean fits(long value, int bits) {
    if (bits == 0) {
      return value == 0;
    }
    long half = 1L << (bits - 1);
    return value > -half && value <= half;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
