// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.rule;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.ingest.otlp.ByteSlice;
import java.util.Arrays;

/**
 * What was decided on values, by their bytes: an open-addressing table, of which a look-up allocates
 * nothing.
 *
 * <p>It has three limits. A value that is too long is never kept; when there are too many, or they
 * have too many bytes together, the table starts anew, so that values which are gone make room for
 * those that come.
 */
final class Decisions {
  /** How many values it keeps. */
  static final int VALUES_MAX = 4096;

  /** How many bytes a value that is kept may have. */
  static final int VALUE_MAX_BYTES = 256;

  /** How many bytes of heap all values that are kept may have. */
  static final int VALUES_MAX_BYTES = 256 << 10;

  /** What {@link #find} answers: not decided yet. */
  static final int UNKNOWN = -1;

  static final int NO = 0;
  static final int YES = 1;

  private static final int CAPACITY = VALUES_MAX * 2;
  private static final byte[] NONE = {};
  /** The head of an array and its rounding. */
  private static final int ARRAY_BYTES = 20;

  private final Hasher64 hasher;
  private long[] hashes = {};
  private byte[][] values = {};
  private boolean[] decisions = {};
  private int size;
  private int valuesBytes;

  /**
   * Makes an empty table; it takes no room until something is kept.
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

  /** Keeps a decision on a value that is not there; its bytes are copied. */
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

  /** Returns how many values it keeps. */
  int size() {
    return size;
  }
}
