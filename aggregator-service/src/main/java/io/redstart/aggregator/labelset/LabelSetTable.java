// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the label sets of a shard and their rows. They are found by metric and bytes in an
 * open-addressing table, and listed in the order of their ordinals, which only ever grow. The same
 * labels under several metrics are several label sets. The table's hash differs from the public
 * hash that assigns label sets to shards, so that no sender can choose colliding label sets.
 *
 * <p>Used by one thread at a time; other threads read {@linkplain #view views} of it.
 */
public final class LabelSetTable {
  private static final int SMALLEST_SLOTS = 1024;
  /** The size of the table itself per label set: one pointer in the list, two in the slots. */
  private static final int POINTERS_BYTES = 16;

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

  private final WindowBlocks grid;
  private final int exemplarPlaces;
  private final Hasher64 hasher = Hashing.xxh3_64(new SecureRandom().nextLong());
  private final RowEncoder encoder = new RowEncoder();
  private LabelSetRecord[] records = new LabelSetRecord[SMALLEST_SLOTS / 2];
  private int size;
  private @Nullable LabelSetRecord[] slots = new LabelSetRecord[SMALLEST_SLOTS];
  private long nextOrdinal;
  private long sizeBytes;
  private long forgottenThroughMillis = Long.MIN_VALUE;

  /**
   * Creates an empty table.
   *
   * @param exemplarPlaces how many exemplars a label set keeps per window
   */
  public LabelSetTable(WindowBlocks grid, int exemplarPlaces) {
    this.grid = grid;
    this.exemplarPlaces = exemplarPlaces;
  }

  /** Returns the grouping of its windows into blocks. */
  public WindowBlocks grid() {
    return grid;
  }

  /** Returns the number of label sets. */
  public int size() {
    return size;
  }

  /** Returns the approximate heap size of the label sets and their rows in bytes. */
  public long sizeBytes() {
    return sizeBytes;
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
        : add(metric, hash, Arrays.copyOfRange(labels, offset, offset + length), stampMillis);
  }

  /**
   * Counts a value for a label set of this table that was not forgotten.
   *
   * @param stampMillis the window; for one label set, stamps never decrease
   */
  public void count(LabelSetRecord record, long stampMillis, Value value) {
    sizeBytes += record.count(stampMillis, value, grid, encoder);
    if (value.hasExemplars()) {
      sizeBytes += record.countExemplars(value, exemplarPlaces);
    }
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

  private LabelSetRecord add(Metric metric, long hash, byte[] labels, long birthMillis) {
    LabelSetRecord record = new LabelSetRecord(nextOrdinal++, metric, hash, labels, birthMillis);
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

  /** Returns the oldest block that holds a row, {@link Long#MAX_VALUE} if none does. */
  public long oldestBlock() {
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      oldest = Math.min(oldest, records[i].oldestBlock(grid));
    }
    return oldest;
  }

  /** Forgets the rows of all blocks up to {@code block}, and the label sets without any left. */
  public void forgetThrough(long block) {
    forgottenThroughMillis = Math.max(forgottenThroughMillis, grid.lastStampMillis(block));
    // Views keep the current array, so the remaining label sets move to a new one.
    LabelSetRecord[] kept = new LabelSetRecord[records.length];
    int keptSize = 0;
    sizeBytes = 0;
    for (int i = 0; i < size; i++) {
      LabelSetRecord record = records[i];
      if (record.forgetThrough(block, grid, encoder)) {
        kept[keptSize++] = record;
        sizeBytes += record.sizeBytes() + POINTERS_BYTES;
      }
    }
    if (keptSize < size) {
      size = keptSize;
      records = Arrays.copyOf(kept, Math.max(SMALLEST_SLOTS / 2, Math.max(1, keptSize) * 2));
      index(slotsFor(size));
    }
  }

  private static int slotsFor(int size) {
    return Math.max(SMALLEST_SLOTS, Integer.highestOneBit(Math.max(1, size)) * 4);
  }

  /** Returns whether the rows of a window have been forgotten, if it had any. */
  public boolean isForgotten(long stampMillis) {
    return stampMillis <= forgottenThroughMillis;
  }

  /** Returns a view of the current label sets, which any thread may read. */
  public LabelSetView view() {
    return new LabelSetView(records, size, grid, forgottenThroughMillis);
  }
}
