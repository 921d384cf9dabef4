// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.model.Weight;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one label set under one metric: its rows, one for each window that counted it, and the
 * lifetime total.
 *
 * <p>The newest row is encoded when a later window counts the label set. So sealing a window visits
 * no label set: a row is sealed once the clock has reached its stamp.
 *
 * <p>Belongs to the shard's thread, except {@link #rows}, labels and birth, which any thread may
 * read.
 */
public final class LabelSetRecord {
  /**
   * The approximate size of a record's objects without their arrays (64 bits, compressed pointers).
   */
  private static final int FIXED_BYTES = 288;
  /** The approximate size of a block's object without its bytes. */
  private static final int BLOCK_BYTES = 56;

  private final long ordinal;
  private final Metric metric;
  private final long hash;
  private final byte[] labels;
  private final long birthMillis;
  /** The total of all encoded rows, including those forgotten since. */
  private final Increment total = new Increment();

  private boolean totalIsFull;
  private Increment newest = new Increment();
  private long newestMillis;
  /** The exemplars of the newest row; created with the first one. */
  private @Nullable Exemplars exemplars;

  private long blocksBytes;
  private volatile PublishedRows rows;

  LabelSetRecord(long ordinal, Metric metric, long hash, byte[] labels, long birthMillis) {
    this.ordinal = ordinal;
    this.metric = metric;
    this.hash = hash;
    this.labels = labels;
    this.birthMillis = birthMillis;
    this.newestMillis = birthMillis;
    this.rows = new PublishedRows(
        PublishedRows.NOTHING,
        PublishedRows.NO_BLOCKS,
        null,
        birthMillis,
        newest,
        null,
        PublishedRows.UNKNOWN);
  }

  /** Returns its position in the order in which label sets were first counted. */
  public long ordinal() {
    return ordinal;
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

  /** Returns the stamp of the first window that counted it, in epoch milliseconds. */
  public long birthMillis() {
    return birthMillis;
  }

  /** Returns its current rows. Values that must be consistent must come from a single call. */
  public PublishedRows rows() {
    return rows;
  }

  /** Returns whether its count has reached the maximum, so that further calls are not counted. */
  public boolean isFull() {
    return totalIsFull || newest.calls() == Weight.MAX;
  }

  /** Returns the approximate heap size in bytes. */
  long sizeBytes() {
    return FIXED_BYTES
        + labels.length
        + total.arraysSizeBytes()
        + newest.arraysSizeBytes()
        + (exemplars == null ? 0 : exemplars.sizeBytes())
        + blocksBytes;
  }

  /**
   * Adds a value to a window; stamps never decrease.
   *
   * @return the growth of its heap size in bytes
   */
  long count(long stampMillis, LabelSetTable.Value value, WindowBlocks grid, RowEncoder encoder) {
    if (stampMillis < newestMillis) {
      throw new IllegalStateException("stamp " + stampMillis + " after " + newestMillis);
    }
    long grownBytes = 0;
    if (stampMillis > newestMillis) {
      long beforeBytes = sizeBytes();
      beginRow(stampMillis, grid, encoder);
      grownBytes = sizeBytes() - beforeBytes;
    }
    // Only the newest row grows now. The other arrays are not in the CPU caches, so do not touch
    // them.
    long beforeBytes = newest.arraysSizeBytes();
    value.addTo(newest);
    return grownBytes + newest.arraysSizeBytes() - beforeBytes;
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

  private void beginRow(long stampMillis, WindowBlocks grid, RowEncoder encoder) {
    PublishedRows before = rows;
    RowBlock[] full = before.full();
    RowBlock last = before.last();
    byte[] totalBefore = before.before();
    long block = grid.blockOf(newestMillis);
    if (last == null || last.block() != block) {
      blocksBytes -= totalBefore.length;
      totalBefore = encoder.value(total, null).toByteArray();
      blocksBytes += totalBefore.length + BLOCK_BYTES;
      full = last == null ? full : withTrimmed(full, last);
      last = RowBlock.empty(block);
    }
    int window = grid.indexInBlock(newestMillis);
    blocksBytes -= last.capacityBytes();
    last = last.append(window, encoder.row(window - last.lastWindow(), newest, exemplars));
    blocksBytes += last.capacityBytes();
    total.add(newest);
    totalIsFull = total.calls() == Weight.MAX;
    newest = newest.emptyLike();
    newestMillis = stampMillis;
    exemplars = null;
    rows = new PublishedRows(
        totalBefore, full, last, stampMillis, newest, null, before.forgottenMillis());
  }

  private RowBlock[] withTrimmed(RowBlock[] full, RowBlock last) {
    RowBlock[] longer = Arrays.copyOf(full, full.length + 1);
    RowBlock trimmed = last.trimmed();
    blocksBytes += trimmed.capacityBytes() - last.capacityBytes();
    longer[full.length] = trimmed;
    return longer;
  }

  /** Returns the oldest block that holds a row. */
  long oldestBlock(WindowBlocks grid) {
    PublishedRows now = rows;
    RowBlock last = now.last();
    if (now.full().length > 0) {
      return now.full()[0].block();
    }
    return last != null ? last.block() : grid.blockOf(newestMillis);
  }

  /**
   * Forgets the rows of all blocks up to {@code block}.
   *
   * @return whether rows are left; a record without rows is no longer needed
   */
  boolean forgetThrough(long block, WindowBlocks grid, RowEncoder encoder) {
    if (grid.blockOf(newestMillis) <= block) {
      return false;
    }
    if (oldestBlock(grid) <= block) {
      forgetBlocks(block, grid, encoder);
    }
    return true;
  }

  private void forgetBlocks(long block, WindowBlocks grid, RowEncoder encoder) {
    PublishedRows before = rows;
    RowBlock[] full = before.full();
    RowBlock last = before.last();
    byte[] totalBefore = before.before();
    long forgottenMillis = before.forgottenMillis();
    int forgotten = 0;
    while (forgotten < full.length && full[forgotten].block() <= block) {
      forgottenMillis = lastStampMillis(full[forgotten], grid);
      blocksBytes -= BLOCK_BYTES + full[forgotten].capacityBytes();
      forgotten++;
    }
    if (last != null && last.block() <= block) {
      forgottenMillis = lastStampMillis(last, grid);
      blocksBytes -= BLOCK_BYTES + last.capacityBytes() + totalBefore.length;
      totalBefore = encoder.value(total, null).toByteArray();
      blocksBytes += totalBefore.length;
      last = null;
    }
    rows = new PublishedRows(
        totalBefore,
        Arrays.copyOfRange(full, forgotten, full.length),
        last,
        newestMillis,
        newest,
        exemplars,
        forgottenMillis);
  }

  private static long lastStampMillis(RowBlock block, WindowBlocks grid) {
    return grid.firstStampMillis(block.block()) + block.lastWindow() * grid.windowMillis();
  }
}
