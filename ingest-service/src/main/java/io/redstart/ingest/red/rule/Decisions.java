// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.ingest.otlp.ByteSlice;
import java.util.Arrays;

/**
 * Remembers decisions on values by their bytes, in an open-addressing table; look-ups allocate
 * nothing.
 *
 * <p>It has three limits. A value that is too long is never kept. When there are too many values,
 * or they have too many bytes together, the table is emptied, so that new values can replace those
 * that no longer occur.
 */
final class Decisions {
  /** The maximum number of values kept. */
  static final int VALUES_MAX = 4096;

  /** The maximum size of a value that is kept, in bytes. */
  static final int VALUE_MAX_BYTES = 256;

  /** The maximum heap size of all values together, in bytes. */
  static final int VALUES_MAX_BYTES = 256 << 10;

  /** The answer of {@link #find} for a value without a decision. */
  static final int UNKNOWN = -1;

  static final int NO = 0;
  static final int YES = 1;

  private static final int CAPACITY = VALUES_MAX * 2;
  private static final byte[] NONE = {};
  /** The header of an array and its rounding. */
  private static final int ARRAY_BYTES = 20;

  private final Hasher64 hasher;
  private long[] hashes = {};
  private byte[][] values = {};
  private boolean[] decisions = {};
  private int size;
  private int valuesBytes;

  /**
   * Makes an empty table, which allocates nothing until the first decision is kept.
   *
   * @param seed a random number that senders do not know
   */
  Decisions(long seed) {
    this.hasher = Hashing.xxh3_64(seed);
  }

  /** Returns {@link #YES}, {@link #NO} or {@link #UNKNOWN}. */
  int find(ByteSlice value) {
    if (size == 0 || value.length() > VALUE_MAX_BYTES) {
      return UNKNOWN;
    }
    long hash = hash(value);
    int at = (int) hash & (CAPACITY - 1);
    while (hashes[at] != 0) {
      if (hashes[at] == hash && value.contentEquals(values[at])) {
        return decisions[at] ? YES : NO;
      }
      at = (at + 1) & (CAPACITY - 1);
    }
    return UNKNOWN;
  }

  /** Keeps the decision on a new value, whose bytes are copied. */
  void keep(ByteSlice value, boolean decision) {
    if (value.length() > VALUE_MAX_BYTES) {
      return;
    }
    if (hashes.length == 0) {
      hashes = new long[CAPACITY];
      values = new byte[CAPACITY][];
      decisions = new boolean[CAPACITY];
    } else if (size == VALUES_MAX || valuesBytes > VALUES_MAX_BYTES) {
      Arrays.fill(hashes, 0);
      Arrays.fill(values, NONE);
      size = 0;
      valuesBytes = 0;
    }
    long hash = hash(value);
    int at = (int) hash & (CAPACITY - 1);
    while (hashes[at] != 0) {
      at = (at + 1) & (CAPACITY - 1);
    }
    hashes[at] = hash;
    values[at] = Arrays.copyOfRange(value.bytes(), value.offset(), value.offset() + value.length());
    decisions[at] = decision;
    size++;
    valuesBytes += ARRAY_BYTES + value.length();
  }

  private long hash(ByteSlice value) {
    long hash = hasher.hashBytesToLong(value.bytes(), value.offset(), value.length());
    return hash == 0 ? 1 : hash;
  }

  /** Returns how many values are kept. */
  int size() {
    return size;
  }
}
