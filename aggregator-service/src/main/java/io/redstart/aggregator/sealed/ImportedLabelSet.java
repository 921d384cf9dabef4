// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import java.util.HashSet;
import java.util.Set;

/**
 * Collects the imported rows of one label set as chunks of one tier, with the totals that later rows
 * go on from. Nothing is in the store before {@link SealedImport#write}. One thread at a time.
 *
 * <p>Rows of the finest tier get their bases and the total of their cells when their families are
 * rolled up, like rows that were counted here. Rows of a coarser tier are never rolled up from a
 * finer one, so they get both at once.
 */
public final class ImportedLabelSet {
  private final int id;
  private final Metric metric;
  private final byte[] labels;
  private final TierGrid grid;
  private final boolean isFinest;
  private final int layout;
  private final WriteBatch batch = new WriteBatch();
  private final Set<String> families = new HashSet<>();
  private final ChunkWriter writer;
  private final Increment total = new Increment();
  private long birthMillis;
  private long lastMillis;
  private long rows;

  /** Begins a label set; the labels are not copied. */
  ImportedLabelSet(
      int id, Metric metric, byte[] labels, TierGrid grid, boolean isFinest, int layout) {
    this.id = id;
    this.metric = metric;
    this.labels = labels;
    this.grid = grid;
    this.isFinest = isFinest;
    this.layout = layout;
    this.writer = new ChunkWriter(grid, layout, batch, families);
    writer.begin(id, new Increment());
  }

  /**
   * Adds a row. Stamps ascend.
   *
   * @param row counts at least something; not kept
   */
  public void row(long stampMillis, Increment row) {
    if (rows > 0 && stampMillis <= lastMillis) {
      throw new IllegalStateException("row " + stampMillis + " after row " + lastMillis);
    }
    long family = grid.familyOf(stampMillis);
    if (!isFinest && (rows == 0 || family != grid.familyOf(lastMillis))) {
      String name = SealedKeys.family(grid, family);
      families.add(name);
      CellTotal before = new CellTotal(grid.startMillis(family), layout, total);
      batch.put(name, SealedKeys.row(SealedKeys.PART_BASE, id, 0), before.toBytes());
    }
    writer.row(stampMillis, row, SealedView.NO_BYTES, 0, 0);
    total.add(row);
    birthMillis = rows == 0 ? stampMillis : birthMillis;
    lastMillis = stampMillis;
    rows++;
  }

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns the calls of all rows, in units of {@link io.redstart.model.Weight}. */
  public long calls() {
    return total.calls();
  }

  /** Ends the rows. Returns everything that must be written. */
  WriteBatch end(long throughMillis) {
    writer.end();
    byte[] key = SealedKeys.id(id);
    batch.put(SealedKeys.TOTALS, key, new HeadTotal(lastMillis, writer.heads()).toBytes());
    batch.put(SealedKeys.LABELS, key, new StoredLabelSet(metric, birthMillis, labels).toBytes());
    if (!isFinest) {
      batch.put(SealedKeys.CELLS, key, new CellTotal(throughMillis, layout, total).toBytes());
    }
    return batch;
  }

  Set<String> families() {
    return families;
  }

  Metric metric() {
    return metric;
  }

  byte[] labels() {
    return labels;
  }

  long birthMillis() {
    return birthMillis;
  }
}
