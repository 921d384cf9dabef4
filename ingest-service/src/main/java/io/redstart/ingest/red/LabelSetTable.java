// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The label sets that an event loop has seen, by a key of raw bytes that is cheaper to make than the
 * label set: an open-addressing table, of which a look-up allocates nothing. A value holds one label
 * set or a few.
 *
 * <pre>
 *   hash       a1f0…  0      77c2…  90ee…     XXH3 of the key, seeded; 0 is free
 *   key        …      –      …      …         resource, name, kind, status, dimensions as sent
 *   value      …      –      …      …
 * </pre>
 *
 * <p>It has two limits. When one is reached it starts anew, which harms nothing: a label set that is
 * made a second time is another object with the same bytes, and increments add up.
 */
final class LabelSetTable<V> {
  /** How many label sets it holds. */
  static final int LABEL_SETS_MAX = 200_000;

  /** How many bytes its keys and label sets may have together. */
  static final long SIZE_MAX_BYTES = 64L << 20;

  private static final int CAPACITY_MIN = 1024;

  private final Hasher64 hasher;
  private final int labelSetsMax;
  private final long sizeMaxBytes;
  private long[] hashes = new long[CAPACITY_MIN];
  private byte[][] keys = new byte[CAPACITY_MIN][];
  private @Nullable V[] values = newValues(CAPACITY_MIN);
  private int size;
  private long sizeBytes;
  private int restarts;

  /**
   * Makes an empty table.
   *
   * @param seed of the hash, unknown to senders, so that nobody can choose names that collide
   */
  LabelSetTable(long seed) {
    this(seed, LABEL_SETS_MAX, SIZE_MAX_BYTES);
  }

  LabelSetTable(long seed, int labelSetsMax, long sizeMaxBytes) {
    this.hasher = Hashing.xxh3_64(seed);
    this.labelSetsMax = labelSetsMax;
    this.sizeMaxBytes = sizeMaxBytes;
  }

  /** Returns the hash of a key. */
  long hash(byte[] key, int length) {
    long hash = hasher.hashBytesToLong(key, 0, length);
    return hash == 0 ? 1 : hash;
  }

  /** Returns what was put for a key, or null. */
  @Nullable
  V find(long hash, byte[] key, int length) {
    int at = indexOf(hash, key, length);
    return at < 0 ? null : values[at];
  }

  private int indexOf(long hash, byte[] key, int length) {
    int mask = hashes.length - 1;
    int at = (int) hash & mask;
    while (hashes[at] != 0) {
      if (hashes[at] == hash && Arrays.equals(keys[at], 0, keys[at].length, key, 0, length)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** Puts a value of some bytes for a key, which is copied, in place of one that was there. */
  void put(long hash, byte[] key, int length, V value, int valueBytes) {
    int known = indexOf(hash, key, length);
    if (known >= 0) {
      values[known] = value;
      return;
    }
    int moreBytes = length + valueBytes;
    if (size == labelSetsMax || sizeBytes + moreBytes > sizeMaxBytes) {
      startAnew();
    }
    if (size * 2 >= hashes.length) {
      grow();
    }
    insert(hash, Arrays.copyOf(key, length), value);
    size++;
    sizeBytes += moreBytes;
  }

  private void insert(long hash, byte[] key, @Nullable V value) {
    int mask = hashes.length - 1;
    int at = (int) hash & mask;
    while (hashes[at] != 0) {
      at = (at + 1) & mask;
    }
    hashes[at] = hash;
    keys[at] = key;
    values[at] = value;
  }

  private void grow() {
    long[] oldHashes = hashes;
    byte[][] oldKeys = keys;
    @Nullable V[] oldValues = values;
    allocate(oldHashes.length * 2);
    for (int at = 0; at < oldHashes.length; at++) {
      if (oldHashes[at] != 0) {
        insert(oldHashes[at], oldKeys[at], oldValues[at]);
      }
    }
  }

  private void startAnew() {
    allocate(CAPACITY_MIN);
    size = 0;
    sizeBytes = 0;
    restarts++;
  }

  private void allocate(int capacity) {
    hashes = new long[capacity];
    keys = new byte[capacity][];
    values = newValues(capacity);
  }

  @SuppressWarnings("unchecked")
  private static <V> @Nullable V[] newValues(int capacity) {
    return (V[]) new Object[capacity];
  }

  /** Returns how many label sets it holds. */
  int size() {
    return size;
  }

  /** Returns how often it has started anew. */
  int restarts() {
    return restarts;
  }
}
