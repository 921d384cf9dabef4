// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The label sets that an event loop has seen, by a key of raw bytes that is cheaper to make than the
 * label set: an open-addressing table, of which a look-up allocates nothing.
 *
 * <pre>
 *   hash       a1f0…  0      77c2…  90ee…     XXH3 of the key, seeded; 0 is free
 *   key        …      –      …      …         resource, name, kind, status, dimensions as sent
 *   label set  …      –      …      …
 * </pre>
 *
 * <p>It has two limits. When one is reached it starts anew, which harms nothing: a label set that is
 * made a second time is another object with the same bytes, and increments add up.
 */
final class LabelSetTable {
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
  private LabelSet[] labelSets = new LabelSet[CAPACITY_MIN];
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
  LabelSet find(long hash, byte[] key, int length) {
    int mask = hashes.length - 1;
    int at = (int) hash & mask;
    while (hashes[at] != 0) {
      if (hashes[at] == hash && Arrays.equals(keys[at], 0, keys[at].length, key, 0, length)) {
        return labelSets[at];
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  /** Puts a label set for a key that is not there, which is copied. */
  void put(long hash, byte[] key, int length, LabelSet labelSet) {
    int moreBytes = length + labelSet.sizeBytes();
    if (size == labelSetsMax || sizeBytes + moreBytes > sizeMaxBytes) {
      startAnew();
    }
    if (size * 2 >= hashes.length) {
      grow();
    }
    insert(hash, Arrays.copyOf(key, length), labelSet);
    size++;
    sizeBytes += moreBytes;
  }

  private void insert(long hash, byte[] key, LabelSet labelSet) {
    int mask = hashes.length - 1;
    int at = (int) hash & mask;
    while (hashes[at] != 0) {
      at = (at + 1) & mask;
    }
    hashes[at] = hash;
    keys[at] = key;
    labelSets[at] = labelSet;
  }

  private void grow() {
    long[] oldHashes = hashes;
    byte[][] oldKeys = keys;
    LabelSet[] oldLabelSets = labelSets;
    allocate(oldHashes.length * 2);
    for (int at = 0; at < oldHashes.length; at++) {
      if (oldHashes[at] != 0) {
        insert(oldHashes[at], oldKeys[at], oldLabelSets[at]);
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
    labelSets = new LabelSet[capacity];
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
