// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.ExemplarColumn;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rolls up a family that gets no more rows: adds its rows to the totals, keeps the total before it
 * in the family itself, writes the windows of the next coarser tier, and merges small chunks.
 *
 * <p>Totals carry the stamp up to which they count, so a family that is rolled up again after a
 * crash is not added again. One thread at a time.
 */
final class Roller {
  private static final long BATCH_MAX_BYTES = 4 << 20;

  private final SealedRows sealed;
  private final int tier;
  private final long batchMaxBytes;
  private final TierGrid grid;
  private final @Nullable TierGrid coarser;
  private final StoredLayouts layouts;
  private final WriteBatch batch = new WriteBatch();
  private final Set<String> families = new HashSet<>();
  private final ChunkWriter merged;
  private final @Nullable ChunkWriter coarse;
  private final RowColumns rows = new RowColumns();
  private final Increment row = new Increment();

  /** One label set's chunks of the family. */
  private final List<byte[]> keys = new ArrayList<>();

  private final List<byte[]> values = new ArrayList<>();

  Roller(SealedRows sealed, int tier) {
    this(sealed, tier, BATCH_MAX_BYTES);
  }

  /** For tests: with a small limit, few label sets take many batches. */
  Roller(SealedRows sealed, int tier, long batchMaxBytes) {
    this.sealed = sealed;
    this.batchMaxBytes = batchMaxBytes;
    this.tier = tier;
    List<Tier> tiers = sealed.tiers();
    this.grid = tiers.get(tier).grid();
    this.coarser = tier + 1 < tiers.size() ? tiers.get(tier + 1).grid() : null;
    this.layouts = sealed.layouts();
    int layout = layouts.currentNumber();
    this.merged = new ChunkWriter(grid, layout, batch, families);
    this.coarse = coarser == null ? null : new ChunkWriter(coarser, layout, batch, families);
  }

  /** Rolls up a family and makes that durable. */
  void roll(long family) {
    String name = SealedKeys.family(grid, family);
    try (KeyValuesView view = sealed.keyValues().view()) {
      KeyValuesCursor cursor = view.cursor(name);
      cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, 0, 0));
      sealed.pace().begin();
      while (cursor.isValid() && cursor.key()[0] == SealedKeys.PART_HEADS) {
        sealed.pace().step();
        int id = SealedKeys.rowIdOf(cursor.key());
        collect(cursor, id);
        roll(view, family, id);
        if (batch.sizeBytes() >= batchMaxBytes) {
          sealed.write(batch, families);
        }
      }
    }
    sealed.write(batch, families);
    SealedState state = sealed.state();
    SealedState.Progress before = state.tiers().get(tier);
    sealed.finish(
        batch,
        state.with(tier, new SealedState.Progress(grid.endMillis(family), before.droppedMillis())));
    sealed.keyValues().compact(name);
  }

  /** Merges the small chunks of a family, whether it is over or not, and compacts it. */
  void merge(long family) {
    String name = SealedKeys.family(grid, family);
    try (KeyValuesView view = sealed.keyValues().view()) {
      KeyValuesCursor cursor = view.cursor(name);
      cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, 0, 0));
      while (cursor.isValid() && cursor.key()[0] == SealedKeys.PART_HEADS) {
        int id = SealedKeys.rowIdOf(cursor.key());
        collect(cursor, id);
        Increment before = new Increment();
        readRows(view, name, id, before);
        mergeChunks(view, family, name, id, before);
        if (batch.sizeBytes() >= batchMaxBytes) {
          sealed.write(batch, families);
        }
      }
    }
    sealed.finish(batch, sealed.state());
    families.clear();
    sealed.keyValues().compact(name);
  }

  /**
   * Adds all rows of a family to the totals and forgets them, though the family may get more.
   *
   * @param throughMillis the stamp of the last row that the family can hold now
   */
  void forget(long family, long throughMillis) {
    String name = SealedKeys.family(grid, family);
    try (KeyValuesView view = sealed.keyValues().view()) {
      KeyValuesCursor cursor = view.cursor(name);
      cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, 0, 0));
      while (cursor.isValid() && cursor.key()[0] == SealedKeys.PART_HEADS) {
        int id = SealedKeys.rowIdOf(cursor.key());
        collect(cursor, id);
        forget(view, name, id, throughMillis);
      }
    }
    sealed.write(batch, families);
  }

  private void forget(KeyValuesView view, String name, int id, long throughMillis) {
    readRows(view, name, id, new Increment());
    CellTotal total = totalOf(view.get(SealedKeys.CELLS, SealedKeys.id(id)));
    Increment after = new Increment();
    layouts.addConverted(total.total(), total.layout(), after);
    for (int i = 0; i < rows.size(); i++) {
      rows.addHeadTo(i, after);
      rows.addCellsTo(i, after);
    }
    batch.put(
        SealedKeys.CELLS,
        SealedKeys.id(id),
        new CellTotal(throughMillis, layouts.currentNumber(), after).toBytes());
    for (byte[] key : keys) {
      int position = SealedKeys.positionOf(key);
      batch.delete(name, key);
      batch.delete(name, SealedKeys.row(SealedKeys.PART_CELLS, id, position));
      batch.delete(name, SealedKeys.row(SealedKeys.PART_EXEMPLARS, id, position));
    }
  }

  private void collect(KeyValuesCursor cursor, int id) {
    keys.clear();
    values.clear();
    while (cursor.isValid() && SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id)) {
      keys.add(cursor.key());
      values.add(cursor.value());
      cursor.next();
    }
  }

  private void roll(KeyValuesView view, long family, int id) {
    String name = SealedKeys.family(grid, family);
    Increment before = new Increment();
    Increment sum = new Increment();
    readRows(view, name, id, before);
    for (int i = 0; i < rows.size(); i++) {
      rows.addHeadTo(i, sum);
      rows.addCellsTo(i, sum);
    }
    CellTotal base = tier == 0
        ? addToTotal(view, family, id, sum)
        : totalOf(view.get(name, SealedKeys.row(SealedKeys.PART_BASE, id, 0)));
    if (coarser != null && coarse != null) {
      writeCoarse(view, family, id, before, base, coarser, coarse);
    }
    mergeChunks(view, family, name, id, before);
  }

  /** Reads all rows of the label set, with cells of the current layout. */
  private void readRows(KeyValuesView view, String name, int id, Increment before) {
    rows.clear();
    RowColumns chunk = new RowColumns();
    for (int i = 0; i < keys.size(); i++) {
      Increment base = new Increment();
      chunk.clear();
      HeadsCodec.read(new WireReader(values.get(i), 0, values.get(i).length), base, chunk);
      if (i == 0) {
        before.add(base);
      }
      int position = SealedKeys.positionOf(keys.get(i));
      byte[] cells = view.get(name, SealedKeys.row(SealedKeys.PART_CELLS, id, position));
      int layout = layouts.currentNumber();
      if (cells != null) {
        WireReader in = new WireReader(cells, 0, cells.length);
        layout = in.readCount(Integer.MAX_VALUE);
        CellsCodec.read(in, chunk, 0);
      }
      for (int j = 0; j < chunk.size(); j++) {
        row.clear();
        layouts.addConverted(rowOf(chunk, j), layout, row);
        rows.add(chunk.window(j), row);
      }
    }
  }

  private static Increment rowOf(RowColumns chunk, int index) {
    Increment read = new Increment();
    chunk.addHeadTo(index, read);
    chunk.addCellsTo(index, read);
    return read;
  }

  /** Adds the rows to the total, unless they are in it. Returns the total before the family. */
  private CellTotal addToTotal(KeyValuesView view, long family, int id, Increment sum) {
    String name = SealedKeys.family(grid, family);
    byte[] baseKey = SealedKeys.row(SealedKeys.PART_BASE, id, 0);
    CellTotal total = totalOf(view.get(SealedKeys.CELLS, SealedKeys.id(id)));
    if (total.throughMillis() >= grid.endMillis(family)) {
      return totalOf(view.get(name, baseKey));
    }
    Increment after = new Increment();
    layouts.addConverted(total.total(), total.layout(), after);
    after.add(sum);
    batch.put(name, baseKey, total.toBytes());
    batch.put(
        SealedKeys.CELLS,
        SealedKeys.id(id),
        new CellTotal(grid.endMillis(family), layouts.currentNumber(), after).toBytes());
    return total;
  }

  private CellTotal totalOf(byte @Nullable [] bytes) {
    return bytes == null
        ? new CellTotal(Long.MIN_VALUE, layouts.currentNumber(), new Increment())
        : CellTotal.from(bytes);
  }

  private void writeCoarse(
      KeyValuesView view,
      long family,
      int id,
      Increment before,
      CellTotal base,
      TierGrid target,
      ChunkWriter writer) {
    String name = SealedKeys.family(target, target.familyOf(grid.endMillis(family)));
    byte[] baseKey = SealedKeys.row(SealedKeys.PART_BASE, id, 0);
    if (view.get(name, baseKey) == null) {
      families.add(name);
      batch.put(name, baseKey, base.toBytes());
    }
    Increment heads = new Increment();
    heads.add(before);
    writer.begin(id, heads);
    Increment window = new Increment();
    long stampMillis = 0;
    for (int i = 0; i < rows.size(); i++) {
      long next = target.stampOf(grid.stampMillis(family, rows.window(i)));
      if (i > 0 && next != stampMillis) {
        writer.row(stampMillis, window, SealedView.NO_BYTES, 0, 0);
        window.clear();
      }
      stampMillis = next;
      rows.addHeadTo(i, window);
      rows.addCellsTo(i, window);
    }
    writer.row(stampMillis, window, SealedView.NO_BYTES, 0, 0);
    writer.end();
  }

  /** Writes the rows again, block by block, if a block has several chunks. */
  private void mergeChunks(KeyValuesView view, long family, String name, int id, Increment before) {
    Set<Long> blocks = new HashSet<>();
    for (byte[] key : keys) {
      blocks.add(grid.blockEndMillis(grid.stampMillis(family, SealedKeys.positionOf(key))));
    }
    if (blocks.size() == keys.size()) {
      return;
    }
    Map<Integer, byte[]> exemplars = new HashMap<>();
    for (byte[] key : keys) {
      int position = SealedKeys.positionOf(key);
      byte[] exemplarsKey = SealedKeys.row(SealedKeys.PART_EXEMPLARS, id, position);
      byte[] value = view.get(name, exemplarsKey);
      if (value != null) {
        ExemplarColumn.read(
            new WireReader(value, 0, value.length),
            (window, bytes, offset, length) ->
                exemplars.put(window, Arrays.copyOfRange(bytes, offset, offset + length)));
      }
      batch.delete(name, key);
      batch.delete(name, SealedKeys.row(SealedKeys.PART_CELLS, id, position));
      batch.delete(name, exemplarsKey);
    }
    Increment heads = new Increment();
    heads.add(before);
    merged.begin(id, heads);
    for (int i = 0; i < rows.size(); i++) {
      row.clear();
      rows.addHeadTo(i, row);
      rows.addCellsTo(i, row);
      byte[] own = exemplars.getOrDefault(rows.window(i), SealedView.NO_BYTES);
      merged.row(grid.stampMillis(family, rows.window(i)), row, own, 0, own.length);
    }
    merged.end();
  }
}
