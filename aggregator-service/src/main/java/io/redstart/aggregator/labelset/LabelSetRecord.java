// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import io.redstart.wire.LabelSets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one label set under one metric, with the rows that are in no chunk yet.
 *
 * <p>The newest row is encoded when a later window counts the label set. So sealing a window visits
 * no label set: a row is sealed once the clock has reached its stamp.
 *
 * <p>Belongs to the shard's thread, except {@link #rows}, id, labels, slot and birth, which any thread
 * may read.
 */
public final class LabelSetRecord {
  /**
   * The approximate size of a record and its rows without their arrays (64 bits, compressed
   * pointers).
   */
  private static final int FIXED_BYTES = 176;
  /** The approximate size of an increment without its arrays. */
  private static final int INCREMENT_BYTES = 56;

  private final int id;
  private final Metric metric;
  private final long hash;
  private final byte[] labels;
  private final char slot;
  private final long birthMillis;
  /** Calls of all rows but the newest. */
  private long calls;

  private @Nullable Increment newest;
  private long newestMillis;
  /** The exemplars of the newest row; created with the first one. */
  private @Nullable Exemplars exemplars;

  private volatile OpenRows rows;
  /** Belongs to the thread that writes chunks. */
  private boolean isStored;

  LabelSetRecord(int id, Metric metric, long hash, byte[] labels, long birthMillis, OpenRows rows) {
    this.id = id;
    this.metric = metric;
    this.hash = hash;
    this.labels = labels;
    this.slot = (char) LabelSets.slot(LabelSets.hash(labels, 0, labels.length));
    this.birthMillis = birthMillis;
    this.newestMillis = rows.newestMillis();
    this.rows = rows;
    Increment moved = new Increment();
    rows.addMovedTo(moved);
    this.calls = moved.calls();
  }

  /** Returns its number in the store: never used for another label set, ascending by birth. */
  public int id() {
    return id;
  }

  /** Returns the metric that is counted. */
  public Metric metric() {
    return metric;
  }

  /** Returns the hash that its table finds it by. */
  long hash() {
    return hash;
  }

  /** Returns the label set's bytes, which must not be changed. */
  public byte[] labels() {
    return labels;
  }

  /** Returns the slot of its labels, see {@link LabelSets#slot}. */
  public int slot() {
    return slot;
  }

  /** Returns the stamp of the first window that counted it, in epoch milliseconds. */
  public long birthMillis() {
    return birthMillis;
  }

  /** Returns its current rows. Values that must be consistent must come from a single call. */
  public OpenRows rows() {
    return rows;
  }

  /** Returns whether the dictionary on disk holds it. Call it on the thread that writes chunks. */
  public boolean isStored() {
    return isStored;
  }

  /** Notes that the dictionary on disk holds it. Call it on the thread that writes chunks. */
  public void markStored() {
    isStored = true;
  }

  /** Returns whether its count has reached the maximum, so that further calls are not counted. */
  public boolean isFull() {
    Increment row = newest;
    return calls == Weight.MAX || (row != null && row.calls() == Weight.MAX);
  }

  /** Returns the approximate heap size in bytes. */
  long sizeBytes() {
    return FIXED_BYTES + labels.length + rowsBytes();
  }

  private long rowsBytes() {
    Increment row = newest;
    return (long) rows.sizeBytes()
        + (row == null ? 0 : INCREMENT_BYTES + row.arraysSizeBytes())
        + (exemplars == null ? 0 : exemplars.sizeBytes());
  }

  /**
   * Adds a value to a window; stamps never decrease.
   *
   * @return the growth of its heap size in bytes
   */
  long count(long stampMillis, LabelSetTable.Value value, long windowMillis, RowEncoder encoder) {
    if (stampMillis < newestMillis) {
      throw new IllegalStateException("stamp " + stampMillis + " after " + newestMillis);
    }
    long grownBytes = 0;
    Increment row = newest;
    if (row == null || stampMillis > newestMillis) {
      long beforeBytes = rowsBytes();
      row = beginRow(stampMillis, windowMillis, encoder);
      grownBytes = rowsBytes() - beforeBytes;
    }
    // Only the newest row grows now. The other arrays are not in the CPU caches, so do not touch
    // them.
    long beforeBytes = row.arraysSizeBytes();
    value.addTo(row);
    return grownBytes + row.arraysSizeBytes() - beforeBytes;
  }

  /**
   * Adds the exemplars of a value to the window that the value was just added to.
   *
   * @return the growth of its heap size in bytes
   */
  long countExemplars(LabelSetTable.Value value, int places) {
    Exemplars kept = exemplars;
    long beforeBytes = kept == null ? 0 : kept.sizeBytes();
    if (kept == null) {
      kept = new Exemplars(places);
      exemplars = kept;
      rows = rows.with(kept);
    }
    value.exemplarsTo(kept);
    return kept.sizeBytes() - beforeBytes;
  }

  private Increment beginRow(long stampMillis, long windowMillis, RowEncoder encoder) {
    Increment before = newest;
    Increment row = before == null ? new Increment() : before.emptyLike();
    if (before != null) {
      calls = Weight.add(calls, before.calls());
    }
    rows = rows.next(stampMillis, row, windowMillis, encoder);
    newest = row;
    newestMillis = stampMillis;
    exemplars = null;
    return row;
  }

  /**
   * Forgets the rows up to a stamp, which are in a chunk now.
   *
   * @return the change of its heap size in bytes
   */
  long moveThrough(long throughMillis, long windowMillis) {
    OpenRows before = rows;
    if (!before.hasRows() || before.oldestMillis() > throughMillis) {
      return 0;
    }
    long beforeBytes = rowsBytes();
    OpenRows moved = before.moveThrough(throughMillis, windowMillis);
    rows = moved;
    if (!moved.hasRows()) {
      Increment row = newest;
      calls = row == null ? calls : Weight.add(calls, row.calls());
      newest = null;
      exemplars = null;
    }
    return rowsBytes() - beforeBytes;
  }
}
