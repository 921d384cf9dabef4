// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellPairs;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cells of a label set had counted up to a range of time. Used by one thread. */
public final class CellsBefore {
  private final SealedView chunks;
  private final long fromMillis;
  private final List<Segment> segments;
  private final RowColumns rows = new RowColumns();
  private final Increment converted = new Increment();

  CellsBefore(SealedView chunks, long fromMillis, List<Segment> segments) {
    this.chunks = chunks;
    this.fromMillis = fromMillis;
    this.segments = segments;
  }

  /**
   * Adds cells: those before the first family from the range on that has rows and is rolled up, or
   * the total of all that are rolled up; and then the rows that follow.
   *
   * @param limit cells from here on are perhaps not all added
   * @param movedMillis see {@link ChunkRange#read}
   */
  public void addBelow(int limit, int id, long movedMillis, Increment base) {
    long afterMillis = Long.MIN_VALUE;
    CellTotal before = baseOfFamily(id);
    if (before == null) {
      before = chunks.totalOfAll(id);
      // Rows up to here are in the total, if there are any.
      afterMillis = chunks.state().tiers().get(0).rolledMillis();
    }
    if (before != null) {
      addCellsOf(before, base);
      afterMillis = Math.max(afterMillis, before.throughMillis());
    }
    addRowCells(id, afterMillis, Math.min(fromMillis, movedMillis), limit, base);
  }

  /**
   * Adds cells as far as the nearest total or chunk says.
   *
   * @param movedMillis see {@link ChunkRange#read}
   */
  public void addSome(int id, long movedMillis, Increment base) {
    CellTotal before = baseOfFamily(id);
    before = before == null ? chunks.totalOfAll(id) : before;
    if (before != null) {
      addCellsOf(before, base);
    }
    if (base.cellCount() == 0) {
      addLastChunkCells(id, Math.min(fromMillis, movedMillis), base);
    }
  }

  /** Returns the total before the first rolled up family from the range on that has rows. */
  private @Nullable CellTotal baseOfFamily(int id) {
    for (Segment segment : segments) {
      TierGrid grid = chunks.grid(segment);
      long last = grid.familyOf(segment.throughMillis());
      for (long family = grid.familyOf(segment.fromMillis() + 1); family <= last; family++) {
        byte[] value = chunks.get(grid, family, SealedKeys.PART_BASE, id, 0);
        if (value != null) {
          CellTotal found = CellTotal.from(value);
          return new CellTotal(grid.startMillis(family), found.layout(), found.total());
        }
      }
    }
    return null;
  }

  private void addCellsOf(CellTotal before, Increment base) {
    converted.clear();
    chunks.layouts().addConverted(before.total(), before.layout(), converted);
    for (int i = 0; i < converted.cellCount(); i++) {
      base.addCell(converted.cell(i), converted.count(i));
    }
  }

  /** Adds the cells of the rows later than a stamp and up to another. */
  private void addRowCells(int id, long afterMillis, long untilMillis, int limit, Increment base) {
    for (Segment segment : segmentsUntil(afterMillis, untilMillis)) {
      TierGrid grid = chunks.grid(segment);
      long last = grid.familyOf(segment.throughMillis());
      for (long family = grid.familyOf(segment.fromMillis() + 1); family <= last; family++) {
        FamilyBlobs blobs = chunks.family(grid, family);
        if (blobs != null) {
          blobs.heads().seek(SealedKeys.row(SealedKeys.PART_HEADS, id, 0));
          while (addChunkCells(blobs.heads(), grid, family, id, segment, limit, base)) {
            blobs.heads().next();
          }
        }
      }
    }
  }

  /** Adds the cells of the last chunk with rows up to a stamp. */
  private void addLastChunkCells(int id, long untilMillis, Increment base) {
    for (Segment segment : segmentsUntil(Long.MIN_VALUE, untilMillis)) {
      TierGrid grid = chunks.grid(segment);
      long family = grid.familyOf(untilMillis);
      FamilyBlobs blobs = chunks.family(grid, family);
      if (blobs != null) {
        int position = grid.positionOf(untilMillis);
        blobs.heads().seekForPrev(SealedKeys.row(SealedKeys.PART_HEADS, id, position));
        addChunkCells(blobs.heads(), grid, family, id, segment, SealedView.ALL_CELLS, base);
      }
    }
  }

  /** Returns whether the cursor is at a chunk with rows up to the end of the segment. */
  private boolean addChunkCells(
      KeyValuesCursor cursor,
      TierGrid grid,
      long family,
      int id,
      Segment segment,
      int limit,
      Increment base) {
    if (!cursor.isValid() || !SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id)) {
      return false;
    }
    int first = SealedKeys.positionOf(cursor.key());
    if (grid.stampMillis(family, first) > segment.throughMillis()) {
      return false;
    }
    rows.clear();
    converted.clear();
    byte[] value = cursor.value();
    HeadsCodec.readCalls(new WireReader(value, 0, value.length), converted, rows);
    if (grid.stampMillis(family, rows.window(rows.size() - 1)) > segment.fromMillis()) {
      CellPairs pairs = chunks.cells(grid, family, id, first, rows.size(), limit);
      // From the lowest cell up, because appending to an increment is quicker than inserting.
      for (int at = pairs.size() - 1; at >= 0; at--) {
        long stampMillis = grid.stampMillis(family, rows.window(pairs.row(at)));
        if (stampMillis > segment.fromMillis() && stampMillis <= segment.throughMillis()) {
          base.addCell(pairs.cell(at), pairs.count(at));
        }
      }
    }
    return true;
  }

  /** Returns the segments of the time before the range that no total covers. */
  private List<Segment> segmentsUntil(long afterMillis, long untilMillis) {
    if (afterMillis >= untilMillis) {
      return List.of();
    }
    int tier = segments.isEmpty() ? 0 : segments.get(0).tier();
    List<Segment> found = new ArrayList<>();
    long from = Math.max(afterMillis, chunks.state().tiers().get(tier).droppedMillis());
    if (untilMillis > from) {
      found.add(new Segment(tier, from, untilMillis));
    }
    return found;
  }
}
