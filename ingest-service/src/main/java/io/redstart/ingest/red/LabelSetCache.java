// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The label sets that an event loop has seen, by a key of raw bytes that is cheaper to make than
 * the label set. It is an open-addressing table; look-ups allocate nothing. A value holds one label
 * set or a few.
 *
 * <pre>
 *   slots      a1f0…|1  0      77c2…|9  …     32 hash bits, 1 + position of the key; 0 is free
 *   keys       number, resource, name, kind, status, dimensions as sent; …
 *   values     by number
 * </pre>
 *
 * <p>It has two limits: the number of label sets, and its room. When it reaches one, it is emptied.
 * This does no harm: a label set that is made a second time is another object with the same bytes,
 * and increments add up.
 */
final class LabelSetCache<V> {
  /** The maximum number of label sets. */
  static final int LABEL_SETS_MAX = 200_000;

  private static final int CAPACITY_BITS_MIN = 10;
  private static final int TAG_BITS = 32;
  /** The size of a value's reference in the list, including spare capacity. */
  private static final int POINTER_BYTES = 6;

  private final Hasher64 hasher;
  private final ToIntFunction<V> heapBytesOf;
  private final int labelSetsMax;
  private final TableRoom room;
  private List<V> values = new ArrayList<>();
  private KeyPages keys = new KeyPages();
  private long[] slots = new long[1 << CAPACITY_BITS_MIN];
  private long sizeBytes;
  private int restarts;

  /**
   * Makes an empty table.
   *
   * @param seed of the hash, unknown to senders, so that they cannot choose names that collide
   * @param heapBytesOf returns the heap size of a value without shared objects, always the same
   * @param room the memory that it shares with other tables
   */
  LabelSetCache(long seed, ToIntFunction<V> heapBytesOf, TableRoom room) {
    this(seed, heapBytesOf, LABEL_SETS_MAX, room);
  }

  LabelSetCache(long seed, ToIntFunction<V> heapBytesOf, int labelSetsMax, TableRoom room) {
    this.hasher = Hashing.xxh3_64(seed);
    this.heapBytesOf = heapBytesOf;
    this.labelSetsMax = labelSetsMax;
    this.room = room;
    room.add(this);
    take(slotsBytes());
  }

  private void take(long bytes) {
    sizeBytes += bytes;
    room.take(bytes);
  }

  private long slotsBytes() {
    return (long) slots.length * Long.BYTES;
  }

  /** Returns the hash of a key. */
  long hash(byte[] key, int length) {
    return hasher.hashBytesToLong(key, 0, length);
  }

  /** Returns the value of a key, or null. */
  @Nullable
  V find(long hash, byte[] key, int length) {
    int number = numberOf(hash, key, length);
    return number < 0 ? null : values.get(number);
  }

  private int numberOf(long hash, byte[] key, int length) {
    for (int at = home(hash); slots[at] != 0; at = next(at)) {
      if ((slots[at] ^ hash) >>> TAG_BITS == 0) {
        int number = keys.numberIfEqual((int) slots[at] - 1, key, length);
        if (number >= 0) {
          return number;
        }
      }
    }
    return -1;
  }

  /**
   * Returns the first place to look for a hash. It depends only on the upper bits, which the slot
   * holds too, so that slots can move to a larger table.
   */
  private int home(long hash) {
    return (int) (hash >>> (Long.numberOfLeadingZeros(slots.length) + 1));
  }

  private int next(int at) {
    return (at + 1) & (slots.length - 1);
  }

  /** Sets the value of a key, replacing a previous one. A new key is copied. */
  void put(long hash, byte[] key, int length, V value) {
    int known = numberOf(hash, key, length);
    if (known >= 0) {
      V before = values.set(known, value);
      take(heapBytesOf.applyAsInt(value) - heapBytesOf.applyAsInt(before));
      return;
    }
    int valueBytes = heapBytesOf.applyAsInt(value);
    long growthBytes = size() * 2 >= slots.length ? slotsBytes() : 0;
    if (size() == labelSetsMax) {
      startAnew();
    } else if (room.isFull(growthBytes + keys.growthBytes(length) + valueBytes + POINTER_BYTES)) {
      room.startAnew();
    }
    if (size() * 2 >= slots.length) {
      grow();
    }
    take(keys.growthBytes(length) + valueBytes + POINTER_BYTES);
    int position = keys.add(key, length, size());
    values.add(value);
    insert((hash >>> TAG_BITS << TAG_BITS) | (position + 1));
  }

  private void insert(long slot) {
    int at = home(slot);
    while (slots[at] != 0) {
      at = next(at);
    }
    slots[at] = slot;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[before.length * 2];
    take(slotsBytes() / 2);
    for (long slot : before) {
      if (slot != 0) {
        insert(slot);
      }
    }
  }

  /** Forgets everything and gives its memory back. */
  void startAnew() {
    slots = new long[1 << CAPACITY_BITS_MIN];
    keys = new KeyPages();
    values = new ArrayList<>();
    take(slotsBytes() - sizeBytes);
    restarts++;
  }

  /** Returns the approximate heap size in bytes. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Returns how many label sets it holds. */
  int size() {
    return values.size();
  }

  /** Returns how often it was emptied. */
  int restarts() {
    return restarts;
  }
}
