// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellPairs;
import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.ExemplarColumn;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The chunks of a range of time. Reads one label set after the other. Used by one thread. */
public final class ChunkRange {
  private static final byte[] NO_BYTES = {};
  private static final Increment NOTHING = new Increment();

  private final SealedView chunks;
  private final CellsBefore before;
  private final SealedView.Parts parts;
  /** These end with the chunks, not with the range: the first row after it shows the base, too. */
  private final List<Segment> segments;

  private final long throughMillis;

  private final RowColumns rows = new RowColumns();
  private final Increment row = new Increment();
  private final Increment chunkBase = new Increment();
  private final CellPairs rest = new CellPairs();

  ChunkRange(
      SealedView chunks,
      long fromMillis,
      long throughMillis,
      SealedView.Parts parts,
      List<Segment> segments) {
    this.chunks = chunks;
    this.throughMillis = throughMillis;
    this.parts = parts;
    this.segments = segments;
    this.before = new CellsBefore(chunks, fromMillis, segments);
  }

  /** Returns what the cells had counted up to the range. */
  public CellsBefore before() {
    return before;
  }

  /**
   * Reads one label set.
   *
   * @param movedMillis its rows later than this stamp are not read, though chunks may have them
   * @param moved calls and sum of all rows up to {@code movedMillis}
   * @param base receives the calls, the sum and, for {@link SealedView.Parts#CELLS}, the cells of all
   *     rows before the range; nothing for {@link SealedView.Parts#EXEMPLARS}
   * @param sink receives the rows of the range
   */
  public void read(int id, long movedMillis, Increment moved, Increment base, RowSink sink) {
    readChunks(
        id,
        movedMillis,
        moved,
        true,
        base,
        (grid, family, read, fromRow, toRow) -> pass(grid, family, id, fromRow, toRow, sink));
    if (parts == SealedView.Parts.CELLS) {
      before.addBelow(SealedView.ALL_CELLS, id, movedMillis, base);
    }
  }

  /**
   * Reads the rows of one label set without what it had counted before.
   *
   * @param movedMillis see {@link #read}
   * @param sink receives the rows of the range
   */
  public void readRows(int id, long movedMillis, RowSink sink) {
    readChunks(
        id,
        movedMillis,
        NOTHING,
        true,
        new Increment(),
        (grid, family, read, fromRow, toRow) -> pass(grid, family, id, fromRow, toRow, sink));
  }

  /**
   * Reads the heads of one label set, chunk by chunk.
   *
   * @param movedMillis its rows later than this stamp are not read, though chunks may have them
   * @param moved calls and sum of all rows up to {@code movedMillis}
   * @param withSums whether sums are needed; without them, those of rows are 0
   * @param base receives the calls and the sum of all rows before the range; nothing for {@link
   *     SealedView.Parts#EXEMPLARS}
   * @param sink receives the chunks of the range
   */
  public void readChunks(
      int id,
      long movedMillis,
      Increment moved,
      boolean withSums,
      Increment base,
      SealedView.ChunkSink sink) {
    long endMillis =
        Math.min(throughMillis, Math.min(movedMillis, chunks.state().throughMillis()));
    boolean withoutBase = parts == SealedView.Parts.EXEMPLARS;
    new ChunkHeads(chunks, rows, chunkBase, id, movedMillis, endMillis, withSums, base, sink)
        .read(segments, withoutBase, moved);
  }

  /** Passes on the rows of the chunk in {@link #rows}. */
  private void pass(TierGrid grid, long family, int id, int fromRow, int toRow, RowSink sink) {
    int first = rows.window(0);
    int layout = parts == SealedView.Parts.CELLS
        ? readCells(grid, family, id, first)
        : chunks.layouts().currentNumber();
    Map<Integer, byte[]> exemplars =
        parts == SealedView.Parts.EXEMPLARS ? readExemplars(grid, family, id, first) : Map.of();
    for (int i = fromRow; i < toRow; i++) {
      long stampMillis = grid.stampMillis(family, rows.window(i));
      pass(i, stampMillis, layout, exemplars.getOrDefault(rows.window(i), NO_BYTES), sink);
    }
  }

  private void pass(int index, long stampMillis, int layout, byte[] exemplars, RowSink sink) {
    row.clear();
    rows.addHeadTo(index, row);
    if (parts == SealedView.Parts.CELLS) {
      addCells(index, layout, row);
    }
    sink.row(stampMillis, row, exemplars, 0, exemplars.length);
  }

  /** Adds the cells of a row in {@link #rows}, converted if they are of another layout. */
  private void addCells(int index, int layout, Increment target) {
    StoredLayouts layouts = chunks.layouts();
    if (layout == layouts.currentNumber()) {
      rows.addCellsTo(index, target);
      return;
    }
    for (int at = rows.offset(index); at < rows.offset(index + 1); at++) {
      target.addCell(
          layouts.current().cellFrom(layouts.layout(layout), rows.cell(at)), rows.count(at));
    }
  }

  /** Reads the cells of the rows in {@link #rows}. Returns the number of their layout. */
  private int readCells(TierGrid grid, long family, int id, int first) {
    byte[] value = chunks.get(grid, family, SealedKeys.PART_CELLS, id, first);
    if (value == null) {
      return chunks.layouts().currentNumber();
    }
    WireReader in = new WireReader(value, 0, value.length);
    int layout = in.readCount(Integer.MAX_VALUE);
    CellsCodec.read(in, rows, 0);
    return layout;
  }

  /**
   * Reads the cells of the rows of a chunk, as {@link #readChunks} passed it.
   *
   * @param numbers see {@link LabelSetFolder#addCells}
   * @param rowCount how many rows the chunk has
   */
  public void foldCells(
      TierGrid grid,
      long family,
      int id,
      int first,
      int[] numbers,
      int offset,
      int rowCount,
      LabelSetFolder folder) {
    byte[] value = chunks.cellBytes(grid, family, id, first);
    if (value != null) {
      WireReader in = new WireReader(value, 0, value.length);
      int layout = in.readCount(Integer.MAX_VALUE);
      if (layout == chunks.layouts().currentNumber() && folder.takesNotes()) {
        int[] rowKeys = folder.rowKeys(numbers, offset, rowCount);
        CellsCodec.note(in, rowKeys, rowCount, folder.notes(), rest);
      } else {
        rest.clear();
        chunks.readCells(in, layout, rowCount, SealedView.ALL_CELLS, rest);
      }
      folder.addCells(numbers, offset, rowCount, rest.keys(), rest.counts(), rest.size());
    }
  }

  private Map<Integer, byte[]> readExemplars(TierGrid grid, long family, int id, int first) {
    Map<Integer, byte[]> found = new HashMap<>();
    byte[] value = chunks.get(grid, family, SealedKeys.PART_EXEMPLARS, id, first);
    if (value != null) {
      ExemplarColumn.read(
          new WireReader(value, 0, value.length),
          (window, bytes, offset, length) ->
              found.put(window, Arrays.copyOfRange(bytes, offset, offset + length)));
    }
    return found;
  }
}
