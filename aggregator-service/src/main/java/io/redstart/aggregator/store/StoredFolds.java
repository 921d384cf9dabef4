// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.labelset.KnownBases;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.OpenRows;
import io.redstart.aggregator.labelset.RowEncoder;
import io.redstart.aggregator.sealed.ChunkRange;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.select.FoldSource;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.fold.BaseCells;
import io.redstart.fold.LabelSetFolder;
import io.redstart.fold.Life;
import io.redstart.model.Increment;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.SelectRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds rows where they lie: in chunks column by column, without making rows, and those that are in
 * no chunk yet. Heads come first: how many of the cells must be kept depends on them.
 */
final class StoredFolds implements FoldSource {
  /** The rows of one chunk; the folder's number of the first one is at {@code offset}. */
  private record Chunk(TierGrid grid, long family, int first, int rows, int offset) {}

  private static final int HEAD_BYTES = 8;
  private static final int CELL_BYTES = 3;

  private final StoredRows stored;
  private final SelectRequest request;
  private final boolean withCells;
  private final boolean withSums;
  private final long windowMillis;
  private final RowEncoder encoder = new RowEncoder();
  private final Increment base = new Increment();
  private final Increment scratch = new Increment();
  private final List<Chunk> chunks = new ArrayList<>();
  /** By row of the chunks: the folder's number, −1 outside of the range. */
  private int[] numbers = new int[128];

  private int numbered;
  private int openCells;
  /** By cell of open rows: the folder's number of the row, the cell and its count. */
  private int[] openRows = new int[128];

  private int[] openCell = new int[128];
  private long[] openCount = new long[128];
  private long readBytes;

  StoredFolds(SealedRows sealed, FoldRequest request, KnownBases bases) {
    this.request = request.rows();
    this.withCells = request.measure() == FoldRequest.Measure.CELLS
        || request.measure() == FoldRequest.Measure.BUCKETS;
    this.withSums = request.measure() == FoldRequest.Measure.SUM;
    this.windowMillis = sealed.tiers().get(0).windowMillis();
    this.stored = new StoredRows(sealed, request.rows(), bases);
  }

  @Override
  public Outcome fold(LabelSetRecord labelSet, LabelSetFolder folder) {
    base.clear();
    chunks.clear();
    numbered = 0;
    openCells = 0;
    return new One(labelSet, folder).fold();
  }

  @Override
  public long readBytes() {
    return readBytes + stored.readBytes();
  }

  @Override
  public void close() {
    stored.close();
  }

  /** The label set that is being folded. */
  private final class One implements BaseCells {
    private final LabelSetRecord labelSet;
    private final LabelSetFolder folder;
    private final OpenRows open;
    private final @Nullable ChunkRange range;
    /** The tier of the last row that was added: how long its windows are, and where it ends. */
    private int tier = -1;

    private long rowMillis;
    private long tierThroughMillis = Long.MIN_VALUE;
    private boolean hasRows;

    One(LabelSetRecord labelSet, LabelSetFolder folder) {
      this.labelSet = labelSet;
      this.folder = folder;
      this.open = labelSet.rows();
      this.range = stored.chunksOf(labelSet, open);
    }

    Outcome fold() {
      folder.begin(Life.from(labelSet.birthMillis(), windowMillis));
      if (range != null) {
        range.readChunks(
            labelSet.id(), open.movedMillis(), stored.moved(open), withSums, base, this::addChunk);
      }
      long fromMillis = request.fromMillis();
      open.addHeadsTo(fromMillis, windowMillis, base);
      if (withCells) {
        open.read(
            fromMillis,
            request.throughMillis(),
            windowMillis,
            scratch,
            encoder,
            (stampMillis, row, exemplars, offset, length) -> addOpenRow(stampMillis, row));
      } else {
        open.readHeads(
            fromMillis,
            request.throughMillis(),
            windowMillis,
            scratch,
            (stampMillis, row, exemplars, offset, length) ->
                addHead(stampMillis, row.calls(), row.sumHigh(), row.sumLow()));
      }
      if (!base.isEmpty() && labelSet.birthMillis() > fromMillis) {
        return Outcome.LOST_ROWS;
      }
      if (!hasRows && stored.lastMillis(labelSet, open) == Long.MIN_VALUE) {
        return Outcome.FORGOTTEN;
      }
      folder.endRows(base, this);
      if (withCells) {
        chunks.forEach(this::addCells);
        for (int i = 0; i < openCells; i++) {
          folder.addCell(openRows[i], openCell[i], openCount[i]);
        }
      }
      folder.end(this);
      return Outcome.FOLDED;
    }

    private int addHead(long stampMillis, long calls, long sumHigh, long sumLow) {
      hasRows = true;
      while (stampMillis > tierThroughMillis) {
        SelectRequest.Tier next = request.tiers().get(++tier);
        rowMillis = next.windowMillis();
        tierThroughMillis = next.throughMillis();
      }
      long endMillis = rowMillis == windowMillis
          ? stampMillis
          : Math.floorDiv(stampMillis + rowMillis - 1, rowMillis) * rowMillis;
      return folder.addRow(endMillis, rowMillis, calls, sumHigh, sumLow);
    }

    private void addChunk(TierGrid grid, long family, RowColumns rows, int fromRow, int toRow) {
      readBytes += (long) HEAD_BYTES * rows.size();
      if (!withCells) {
        for (int row = fromRow; row < toRow; row++) {
          addHead(grid, family, rows, row);
        }
        return;
      }
      chunks.add(new Chunk(grid, family, rows.window(0), rows.size(), numbered));
      if (numbered + rows.size() > numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * (numbered + rows.size()));
      }
      Arrays.fill(numbers, numbered, numbered + rows.size(), -1);
      for (int row = fromRow; row < toRow; row++) {
        numbers[numbered + row] = addHead(grid, family, rows, row);
      }
      numbered += rows.size();
    }

    private int addHead(TierGrid grid, long family, RowColumns rows, int row) {
      long stampMillis = grid.stampMillis(family, rows.window(row));
      return addHead(stampMillis, rows.calls(row), rows.sumHigh(row), rows.sumLow(row));
    }

    private void addOpenRow(long stampMillis, Increment row) {
      int number = addHead(stampMillis, row.calls(), row.sumHigh(), row.sumLow());
      int needed = openCells + row.cellCount();
      if (needed > openRows.length) {
        openRows = Arrays.copyOf(openRows, 2 * needed);
        openCell = Arrays.copyOf(openCell, 2 * needed);
        openCount = Arrays.copyOf(openCount, 2 * needed);
      }
      for (int i = 0; i < row.cellCount(); i++) {
        openRows[openCells] = number;
        openCell[openCells] = row.cell(i);
        openCount[openCells++] = row.count(i);
      }
      readBytes += (long) CELL_BYTES * row.cellCount();
    }

    private void addCells(Chunk chunk) {
      if (range == null) {
        throw new IllegalStateException("chunks without a range");
      }
      range.foldCells(
          chunk.grid,
          chunk.family,
          labelSet.id(),
          chunk.first,
          numbers,
          chunk.offset,
          chunk.rows,
          folder);
    }

    @Override
    public void addSome(Increment target) {
      if (range != null) {
        range.before().addSome(labelSet.id(), open.movedMillis(), target);
      }
    }

    @Override
    public void addBelow(int cell, Increment target) {
      if (range != null) {
        range.before().addBelow(cell, labelSet.id(), open.movedMillis(), target);
      }
      open.read(
          Long.MIN_VALUE,
          request.fromMillis(),
          windowMillis,
          scratch,
          encoder,
          (stampMillis, row, exemplars, offset, length) -> {
            for (int i = 0; i < row.cellCount() && row.cell(i) < cell; i++) {
              target.addCell(row.cell(i), row.count(i));
            }
          });
    }
  }
}
