// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the label sets of a shard and their rows. They are found by metric and bytes in an
 * open-addressing table, and listed in the order of their ids, which only ever grow. The same
 * labels under several metrics are several label sets. The table's hash differs from the public
 * hash that assigns label sets to shards, so that no sender can choose colliding label sets.
 *
 * <p>Used by one thread at a time; other threads read {@linkplain #view views} of it.
 */
public final class LabelSetTable {
  private static final int SMALLEST_SLOTS = 1024;
  /** The size of the table itself per label set: one pointer in the list, two in the slots. */
  private static final int POINTERS_BYTES = 16;

  private static final Increment NOTHING = new Increment();

  /** A value to be added to the window of a label set. */
  public interface Value {
    /** Adds the value to an increment. */
    void addTo(Increment target);

    /** Returns whether it has exemplars; called after {@link #addTo}. */
    default boolean hasExemplars() {
      return false;
    }

    /** Offers its exemplars to {@code target}. */
    default void exemplarsTo(Exemplars target) {}
  }

  private final long windowMillis;
  private final int exemplarPlaces;
  private final IntSupplier ids;
  private final Hasher64 hasher = Hashing.xxh3_64(new SecureRandom().nextLong());
  private final RowEncoder encoder = new RowEncoder();
  private LabelSetRecord[] records = new LabelSetRecord[SMALLEST_SLOTS / 2];
  private int size;
  private @Nullable LabelSetRecord[] slots = new LabelSetRecord[SMALLEST_SLOTS];
  /** The size of the label sets without their rows. */
  private long sizeBytes;

  private long rowsBytes;
  /** Whether another thread can have a view. */
  private volatile boolean isViewed;
  /** Written by the counting thread alone, read by any thread. */
  private volatile LabelSetView view = new LabelSetView(records, 0);

  /**
   * Creates an empty table.
   *
   * @param windowMillis the length of a window
   * @param exemplarPlaces how many exemplars a label set keeps per window
   * @param ids returns the id of the next new label set; they ascend
   */
  public LabelSetTable(long windowMillis, int exemplarPlaces, IntSupplier ids) {
    this.windowMillis = windowMillis;
    this.exemplarPlaces = exemplarPlaces;
    this.ids = ids;
  }

  /** Returns the number of label sets. */
  public int size() {
    return size;
  }

  /** Returns the approximate heap size of the label sets and their rows in bytes. */
  public long sizeBytes() {
    return sizeBytes + rowsBytes;
  }

  /** Returns the approximate heap size of the rows in bytes. */
  public long rowsBytes() {
    return rowsBytes;
  }

  /**
   * Returns a label set, added if it is missing. The caller must count a new label set at once.
   *
   * @param metric the metric that is counted
   * @param labels an array that holds the label set's bytes, copied if it is new
   * @param stampMillis the window in which a new label set is born
   */
  public LabelSetRecord findOrAdd(
      Metric metric, byte[] labels, int offset, int length, long stampMillis) {
    long hash = hasher.hashBytesToLong(labels, offset, length);
    LabelSetRecord record = find(metric, hash, labels, offset, length);
    return record != null
        ? record
        : add(born(
            ids.getAsInt(),
            metric,
            hash,
            Arrays.copyOfRange(labels, offset, offset + length),
            stampMillis));
  }

  private LabelSetRecord born(int id, Metric metric, long hash, byte[] labels, long birthMillis) {
    long beforeMillis = birthMillis - windowMillis;
    return new LabelSetRecord(
        id,
        metric,
        hash,
        labels,
        birthMillis,
        OpenRows.allMoved(beforeMillis, NOTHING, beforeMillis));
  }

  /**
   * Adds a label set whose id another table has assigned, and whose rows are in no chunk. Its id can
   * be below others: keeps the order of ids.
   */
  public LabelSetRecord insert(int id, Metric metric, byte[] labels, long birthMillis) {
    return inOrder(add(born(id, metric, hasher.hashBytesToLong(labels), labels, birthMillis)));
  }

  /** Moves the label set that was added last to its place in the order of ids. */
  private LabelSetRecord inOrder(LabelSetRecord record) {
    int at = size - 1;
    if (at == 0 || records[at - 1].id() < record.id()) {
      return record;
    }
    if (isViewed) {
      // Views keep the current array.
      records = records.clone();
    }
    while (at > 0 && records[at - 1].id() > record.id()) {
      records[at] = records[at - 1];
      at--;
    }
    records[at] = record;
    view = new LabelSetView(records, size);
    return record;
  }

  /**
   * Adds a label set that was counted before this process began. There must be no views yet.
   *
   * @param id its id, which can be below others
   * @param movedMillis the last stamp of the chunks
   * @param moved calls and sum of its rows, all of which are in chunks
   * @param newestMillis the stamp of the last of these rows
   */
  public LabelSetRecord restore(
      int id,
      Metric metric,
      byte[] labels,
      long birthMillis,
      long movedMillis,
      Increment moved,
      long newestMillis) {
    return inOrder(add(new LabelSetRecord(
        id,
        metric,
        hasher.hashBytesToLong(labels),
        labels,
        birthMillis,
        OpenRows.allMoved(movedMillis, moved, newestMillis))));
  }

  /**
   * Counts a value for a label set of this table that was not forgotten.
   *
   * @param stampMillis the window; for one label set, stamps never decrease
   */
  public void count(LabelSetRecord record, long stampMillis, Value value) {
    long grownBytes = record.count(stampMillis, value, windowMillis, encoder);
    if (value.hasExemplars()) {
      grownBytes += record.countExemplars(value, exemplarPlaces);
    }
    rowsBytes += grownBytes;
  }

  /** Returns a label set, null if it is missing. */
  public @Nullable LabelSetRecord find(Metric metric, byte[] labels) {
    return find(metric, hasher.hashBytesToLong(labels), labels, 0, labels.length);
  }

  private @Nullable LabelSetRecord find(
      Metric metric, long hash, byte[] labels, int offset, int length) {
    int mask = slots.length - 1;
    for (int slot = (int) hash & mask; ; slot = (slot + 1) & mask) {
      LabelSetRecord record = slots[slot];
      if (record == null) {
        return null;
      }
      if (record.hash() == hash
          && record.metric() == metric
          && sameBytes(record.labels(), labels, offset, length)) {
        return record;
      }
    }
  }

  private static boolean sameBytes(byte[] own, byte[] labels, int offset, int length) {
    return Arrays.equals(own, 0, own.length, labels, offset, offset + length);
  }

  private LabelSetRecord add(LabelSetRecord record) {
    if (size == records.length) {
      records = Arrays.copyOf(records, size * 2);
    }
    records[size++] = record;
    if (size > slots.length / 2) {
      index(slots.length * 2);
    } else {
      index(record);
    }
    sizeBytes += record.sizeBytes() + POINTERS_BYTES;
    view = new LabelSetView(records, size);
    return record;
  }

  private void index(int slotCount) {
    slots = new LabelSetRecord[slotCount];
    for (int i = 0; i < size; i++) {
      index(records[i]);
    }
  }

  private void index(LabelSetRecord record) {
    int mask = slots.length - 1;
    int slot = (int) record.hash() & mask;
    while (slots[slot] != null) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = record;
  }

  /** Returns how many slots are probed to find every label set once. */
  long probes() {
    int mask = slots.length - 1;
    long probes = 0;
    for (int slot = 0; slot < slots.length; slot++) {
      LabelSetRecord record = slots[slot];
      probes += record == null ? 0 : 1 + ((slot - (int) record.hash()) & mask);
    }
    return probes;
  }

  /**
   * Forgets the rows up to a stamp of some label sets, after all of these were written to chunks.
   *
   * @param fromPosition the position of the first label set
   * @param count how many label sets to visit
   * @return the position after the last one; {@link #size} at the end
   */
  public int moveThrough(long throughMillis, int fromPosition, int count) {
    int end = Math.min(size, fromPosition + count);
    for (int i = fromPosition; i < end; i++) {
      rowsBytes += records[i].moveThrough(throughMillis, windowMillis);
    }
    return end;
  }

  /** Removes one label set. */
  public void remove(LabelSetRecord removed) {
    removeIf(record -> record == removed);
  }

  /**
   * Removes the label sets that were last counted at or before a stamp and have no rows here.
   *
   * @return their ids
   */
  public int[] removeThrough(long millis) {
    return removeIf(
        record -> record.rows().newestMillis() <= millis && !record.rows().hasRows());
  }

  private int[] removeIf(Predicate<LabelSetRecord> isRemoved) {
    // Views keep the current array, so the remaining label sets move to a new one.
    LabelSetRecord[] kept = new LabelSetRecord[records.length];
    int[] removed = new int[size];
    int keptSize = 0;
    int removedSize = 0;
    for (int i = 0; i < size; i++) {
      LabelSetRecord record = records[i];
      if (isRemoved.test(record)) {
        removed[removedSize++] = record.id();
        sizeBytes -= record.sizeBytes() + POINTERS_BYTES;
      } else {
        kept[keptSize++] = record;
      }
    }
    if (removedSize > 0) {
      size = keptSize;
      records = Arrays.copyOf(kept, Math.max(SMALLEST_SLOTS / 2, Math.max(1, keptSize) * 2));
      index(slotsFor(size));
      view = new LabelSetView(records, size);
    }
    return Arrays.copyOf(removed, removedSize);
  }

  private static int slotsFor(int size) {
    return Math.max(SMALLEST_SLOTS, Integer.highestOneBit(Math.max(1, size)) * 4);
  }

  /** Returns a view of the current label sets. Any thread may call it and read the result. */
  public LabelSetView view() {
    isViewed = true;
    return view;
  }
}
