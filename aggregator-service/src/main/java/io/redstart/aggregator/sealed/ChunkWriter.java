// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.ExemplarColumn;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.wire.WireWriter;
import java.util.Set;

/**
 * Turns the rows of one label set after another into chunks of at most one block, and adds these to
 * a batch. Reused; one thread at a time.
 */
final class ChunkWriter implements RowSink {
  private final TierGrid grid;
  private final int layout;
  private final WriteBatch batch;
  private final Set<String> families;
  private final RowColumns rows = new RowColumns();
  private final ExemplarColumn exemplars = new ExemplarColumn();
  private final WireWriter out = new WireWriter();
  private int id;
  private long lastMillis;
  private long blockEndMillis;
  /** Calls and sum of all rows before those in {@link #rows}. */
  private Increment base = new Increment();
  /** Calls and sum of the rows in {@link #rows}. */
  private final Increment pending = new Increment();

  /**
   * Creates a writer.
   *
   * @param layout the number of the layout of the rows
   * @param families receives the name of each family that gets a chunk
   */
  ChunkWriter(TierGrid grid, int layout, WriteBatch batch, Set<String> families) {
    this.grid = grid;
    this.layout = layout;
    this.batch = batch;
    this.families = families;
  }

  /**
   * Begins a label set.
   *
   * @param before calls and sum of all rows before the next one; owned by the writer from now on
   */
  void begin(int labelSet, Increment before) {
    id = labelSet;
    base = before;
    lastMillis = 0;
    clear();
  }

  private void clear() {
    rows.clear();
    exemplars.clear();
    pending.clear();
  }

  @Override
  public void row(long stampMillis, Increment row, byte[] bytes, int offset, int length) {
    if (rows.size() > 0 && stampMillis > blockEndMillis) {
      writeChunk();
    }
    if (rows.size() == 0) {
      blockEndMillis = grid.blockEndMillis(stampMillis);
    }
    int position = grid.positionOf(stampMillis);
    rows.add(position, row);
    if (length > 0) {
      exemplars.add(position, bytes, offset, length);
    }
    pending.addCalls(row.calls());
    pending.addSum(row.sumHigh(), row.sumLow());
    lastMillis = stampMillis;
  }

  /**
   * Ends the label set.
   *
   * @return the stamp of its last row; 0 if there was none
   */
  long end() {
    if (rows.size() > 0) {
      writeChunk();
    }
    return lastMillis;
  }

  /** Returns calls and sum of all rows up to the last one. */
  Increment heads() {
    return base;
  }

  private void writeChunk() {
    String family = SealedKeys.family(grid, grid.familyOf(lastMillis));
    families.add(family);
    int position = rows.window(0);
    out.clear();
    HeadsCodec.write(base, rows, 0, rows.size(), out);
    batch.put(family, SealedKeys.row(SealedKeys.PART_HEADS, id, position), out.toByteArray());
    if (rows.offset(rows.size()) > 0) {
      out.clear();
      out.writeVarint(layout);
      CellsCodec.write(rows, 0, rows.size(), out);
      batch.put(family, SealedKeys.row(SealedKeys.PART_CELLS, id, position), out.toByteArray());
    }
    if (!exemplars.isEmpty()) {
      out.clear();
      exemplars.write(out);
      batch.put(family, SealedKeys.row(SealedKeys.PART_EXEMPLARS, id, position), out.toByteArray());
    }
    base.addCalls(pending.calls());
    base.addSum(pending.sumHigh(), pending.sumLow());
    clear();
  }
}
