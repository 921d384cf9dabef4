// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellPairs;
import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.ExemplarColumn;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.fold.LabelSetFolder;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The chunks at one moment. Reads one label set after the other, quickest in the order of ids. Used
 * by one thread.
 */
public final class SealedView implements AutoCloseable {
  static final byte[] NO_BYTES = {};

  private static final int ALL_CELLS = Integer.MAX_VALUE;

  private final KeyValuesView view;
  private final SealedState state;
  private final List<Tier> tiers;
  private final StoredLayouts layouts;
  private final Map<TierGrid, Map<Long, Optional<FamilyBlobs>>> families = new HashMap<>();
  private @Nullable FamilyBlobs lastFamily;
  private final RowColumns rows = new RowColumns();
  private final Increment row = new Increment();
  private final Increment converted = new Increment();
  private final CellPairs pairs = new CellPairs();
  private long readBytes;

  SealedView(KeyValuesView view, SealedState state, List<Tier> tiers, StoredLayouts layouts) {
    this.view = view;
    this.state = state;
    this.tiers = tiers;
    this.layouts = layouts;
  }

  /** Returns the stamp of the last window that is in chunks. */
  public long throughMillis() {
    return state.throughMillis();
  }

  /** Returns the stamp of the last window that is in no tier any more. */
  public long droppedMillis() {
    return state.tiers().get(state.tiers().size() - 1).droppedMillis();
  }

  /** The parts of rows to read. */
  public enum Parts {
    /** Calls and sum. */
    HEADS,
    /** Calls, sum and cells. */
    CELLS,
    /** Exemplars, and nothing else. */
    EXEMPLARS
  }

  /** Receives the heads of one label set, chunk by chunk, in the order of their stamps. */
  @FunctionalInterface
  public interface ChunkSink {
    /**
     * Receives the heads of one chunk.
     *
     * @param rows all rows of the chunk, without cells; valid during the call
     * @param fromRow the first one in the range
     * @param toRow the one after the last in the range
     */
    void chunk(TierGrid grid, long family, RowColumns rows, int fromRow, int toRow);
  }

  /**
   * Prepares to read the rows later than one stamp and up to another.
   *
   * @param wantedThrough returns, for a length of windows, the stamp up to which windows of that
   *     length or longer are wanted, 0 if none are; where finer ones are read, the caller adds them up
   */
  public Range range(
      long fromMillis, long throughMillis, Parts parts, LongUnaryOperator wantedThrough) {
    return new Range(fromMillis, throughMillis, parts, wantedThrough);
  }

  /** Returns what a family holds; null if it does not exist. */
  @Nullable
  FamilyBlobs family(TierGrid grid, long number) {
    FamilyBlobs last = lastFamily;
    if (last != null && last.is(grid, number)) {
      return last;
    }
    lastFamily = find(grid, number);
    return lastFamily;
  }

  private @Nullable FamilyBlobs find(TierGrid grid, long number) {
    Map<Long, Optional<FamilyBlobs>> known = families.computeIfAbsent(grid, none -> new HashMap<>());
    return known
        .computeIfAbsent(number, none -> {
          return view.hasFamily(SealedKeys.family(grid, number))
              ? Optional.of(new FamilyBlobs(view, grid, number))
              : Optional.empty();
        })
        .orElse(null);
  }

  private byte @Nullable [] get(TierGrid grid, long family, byte part, int id, int position) {
    FamilyBlobs blobs = family(grid, family);
    return blobs == null ? null : blobs.get(part, id, position);
  }

  /** A range of time of the chunks. */
  public final class Range {
    private final long fromMillis;
    private final Parts parts;
    /** Through the end of the chunks: what comes after the range tells the base. */
    private final List<Segment> segments;

    private final long throughMillis;

    private Range(
        long fromMillis, long throughMillis, Parts parts, LongUnaryOperator wantedThrough) {
      this.fromMillis = fromMillis;
      this.throughMillis = throughMillis;
      this.parts = parts;
      this.segments = Segment.of(tiers, state, fromMillis, state.throughMillis(), wantedThrough);
    }

    /**
     * Reads one label set.
     *
     * @param movedMillis its rows later than this stamp are not read, though chunks may have them
     * @param moved calls and sum of all rows up to {@code movedMillis}
     * @param base what was counted up to the range is added to it: calls and sum, and for {@link
     *     Parts#CELLS} the cells; nothing for {@link Parts#EXEMPLARS}
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
      if (parts == Parts.CELLS) {
        addBaseCells(id, movedMillis, ALL_CELLS, base);
      }
    }

    /**
     * Reads the heads of one label set, chunk by chunk.
     *
     * @param movedMillis its rows later than this stamp are not read, though chunks may have them
     * @param moved calls and sum of all rows up to {@code movedMillis}
     * @param withSums whether sums are needed; without them, those of rows are 0
     * @param base calls and sum of what was counted up to the range are added to it; nothing for
     *     {@link Parts#EXEMPLARS}
     * @param sink receives the chunks of the range
     */
    public void readChunks(
        int id,
        long movedMillis,
        Increment moved,
        boolean withSums,
        Increment base,
        ChunkSink sink) {
      long endMillis = Math.min(throughMillis, Math.min(movedMillis, state.throughMillis()));
      boolean headsKnown = parts == Parts.EXEMPLARS;
      for (Segment segment : segments) {
        if (headsKnown && segment.fromMillis() >= endMillis) {
          break;
        }
        headsKnown = readSegment(
            segment,
            id,
            movedMillis,
            Math.min(endMillis, segment.throughMillis()),
            headsKnown,
            withSums,
            base,
            sink);
      }
      if (!headsKnown) {
        base.addCalls(moved.calls());
        base.addSum(moved.sumHigh(), moved.sumLow());
      }
    }

    /** Returns whether the base is known afterwards. */
    private boolean readSegment(
        Segment segment,
        int id,
        long movedMillis,
        long endMillis,
        boolean headsKnownBefore,
        boolean withSums,
        Increment base,
        ChunkSink sink) {
      TierGrid grid = tiers.get(segment.tier()).grid();
      boolean headsKnown = headsKnownBefore;
      long lastFamily = grid.familyOf(Math.min(segment.throughMillis(), movedMillis));
      for (long family = grid.familyOf(segment.fromMillis() + 1); family <= lastFamily; family++) {
        if (headsKnown && grid.startMillis(family) >= endMillis) {
          break;
        }
        FamilyBlobs blobs = family(grid, family);
        if (blobs == null) {
          continue;
        }
        KeyValuesCursor cursor = blobs.heads();
        seek(cursor, id, grid, family, segment.fromMillis());
        while (cursor.isValid() && SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id)) {
          headsKnown |= readChunk(
              cursor, grid, family, segment, movedMillis, endMillis, headsKnown, withSums, base, sink);
          if (headsKnown && isPast(cursor, grid, family, endMillis)) {
            break;
          }
          cursor.next();
        }
      }
      return headsKnown;
    }

    private boolean isPast(KeyValuesCursor cursor, TierGrid grid, long family, long endMillis) {
      return grid.stampMillis(family, SealedKeys.positionOf(cursor.key())) > endMillis;
    }

    /** Moves to the chunk that holds the first row after a stamp, or to the one before it. */
    private static void seek(
        KeyValuesCursor cursor, int id, TierGrid grid, long family, long fromMillis) {
      if (fromMillis > grid.startMillis(family)) {
        int position = grid.positionOf(fromMillis);
        cursor.seekForPrev(SealedKeys.row(SealedKeys.PART_HEADS, id, position));
        if (cursor.isValid() && SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id)) {
          return;
        }
      }
      cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, id, 0));
    }

    /** Returns whether the chunk tells the base: it has a row after the beginning of the range. */
    private boolean readChunk(
        KeyValuesCursor cursor,
        TierGrid grid,
        long family,
        Segment segment,
        long movedMillis,
        long endMillis,
        boolean headsKnown,
        boolean withSums,
        Increment base,
        ChunkSink sink) {
      int first = SealedKeys.positionOf(cursor.key());
      long firstMillis = grid.stampMillis(family, first);
      if (firstMillis > movedMillis) {
        // A chunk that was written before a crash and never completed: the rows are still open.
        return false;
      }
      rows.clear();
      converted.clear();
      byte[] value = cursor.value();
      WireReader in = new WireReader(value, 0, value.length);
      if (withSums) {
        HeadsCodec.read(in, converted, rows);
      } else {
        HeadsCodec.readCalls(in, converted, rows);
      }
      long lastMillis = grid.stampMillis(family, rows.window(rows.size() - 1));
      if (lastMillis <= segment.fromMillis()) {
        return false;
      }
      if (!headsKnown) {
        base.addCalls(converted.calls());
        base.addSum(converted.sumHigh(), converted.sumLow());
      }
      int from = 0;
      while (from < rows.size()
          && grid.stampMillis(family, rows.window(from)) <= segment.fromMillis()) {
        if (!headsKnown) {
          rows.addHeadTo(from, base);
        }
        from++;
      }
      int to = from;
      while (to < rows.size() && grid.stampMillis(family, rows.window(to)) <= endMillis) {
        to++;
      }
      if (to > from) {
        sink.chunk(grid, family, rows, from, to);
      }
      return true;
    }

    /** Passes on the rows of the chunk in {@link #rows}. */
    private void pass(TierGrid grid, long family, int id, int fromRow, int toRow, RowSink sink) {
      int first = rows.window(0);
      int layout =
          parts == Parts.CELLS ? readCells(grid, family, id, first) : layouts.currentNumber();
      Map<Integer, byte[]> exemplars =
          parts == Parts.EXEMPLARS ? readExemplars(grid, family, id, first) : Map.of();
      for (int i = fromRow; i < toRow; i++) {
        long stampMillis = grid.stampMillis(family, rows.window(i));
        pass(i, stampMillis, layout, exemplars.getOrDefault(rows.window(i), NO_BYTES), sink);
      }
    }

    private void pass(int index, long stampMillis, int layout, byte[] exemplars, RowSink sink) {
      row.clear();
      rows.addHeadTo(index, row);
      if (parts == Parts.CELLS) {
        addCells(index, layout, row);
      }
      sink.row(stampMillis, row, exemplars, 0, exemplars.length);
    }

    /** Reads the cells of the rows in {@link #rows}. Returns the number of their layout. */
    private int readCells(TierGrid grid, long family, int id, int first) {
      byte[] value = get(grid, family, SealedKeys.PART_CELLS, id, first);
      if (value == null) {
        return layouts.currentNumber();
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
      byte[] value = get(grid, family, SealedKeys.PART_CELLS, id, first);
      if (value != null) {
        readBytes += value.length;
        WireReader in = new WireReader(value, 0, value.length);
        int layout = in.readCount(Integer.MAX_VALUE);
        if (layout == layouts.currentNumber() && folder.takesNotes()) {
          CellsCodec.note(in, folder.rowKeys(numbers, offset, rowCount), rowCount, folder, pairs);
        } else {
          readPairs(in, layout, rowCount, ALL_CELLS);
        }
        folder.addCells(numbers, offset, rowCount, pairs.keys(), pairs.counts(), pairs.size());
      }
    }

    private CellPairs readCellsBelow(
        int limit, TierGrid grid, long family, int id, int first, int rowCount) {
      pairs.clear();
      byte[] value = get(grid, family, SealedKeys.PART_CELLS, id, first);
      if (value != null) {
        WireReader in = new WireReader(value, 0, value.length);
        readBytes += value.length;
        readPairs(in, in.readCount(Integer.MAX_VALUE), rowCount, limit);
      }
      return pairs;
    }

    private void readPairs(WireReader in, int layout, int rowCount, int limit) {
      boolean isCurrent = layout == layouts.currentNumber();
      CellsCodec.readBelow(in, rowCount, isCurrent ? limit : ALL_CELLS, pairs);
      if (!isCurrent) {
        pairs.mapCells(cell -> current(layout, cell));
      }
    }

    private Map<Integer, byte[]> readExemplars(TierGrid grid, long family, int id, int first) {
      Map<Integer, byte[]> found = new HashMap<>();
      byte[] value = get(grid, family, SealedKeys.PART_EXEMPLARS, id, first);
      if (value != null) {
        ExemplarColumn.read(
            new WireReader(value, 0, value.length),
            (window, bytes, offset, length) ->
                found.put(window, Arrays.copyOfRange(bytes, offset, offset + length)));
      }
      return found;
    }

    /**
     * Adds the cells of everything counted up to the range: those before the first family from there
     * on that has rows and is rolled up, or the total of all that are rolled up; and then the rows
     * that follow.
     */
    private void addBaseCells(int id, long movedMillis, int limit, Increment base) {
      long afterMillis = Long.MIN_VALUE;
      CellTotal before = baseOfFamily(id);
      if (before == null) {
        before = totalOfAll(id);
        // Rows up to here are in the total, if there are any.
        afterMillis = state.tiers().get(0).rolledMillis();
      }
      if (before != null) {
        addCellsOf(before, base);
        afterMillis = Math.max(afterMillis, before.throughMillis());
      }
      addRowCells(id, afterMillis, Math.min(fromMillis, movedMillis), limit, base);
    }

    private @Nullable CellTotal totalOfAll(int id) {
      byte[] total = view.get(SealedKeys.CELLS, SealedKeys.id(id));
      return total == null ? null : CellTotal.from(total);
    }

    /**
     * Adds cells that were counted up to the range, as far as the nearest total or chunk says.
     *
     * @param movedMillis see {@link #read}
     */
    public void addSomeBaseCells(int id, long movedMillis, Increment base) {
      CellTotal before = baseOfFamily(id);
      before = before == null ? totalOfAll(id) : before;
      if (before != null) {
        addCellsOf(before, base);
      }
      if (base.cellCount() == 0) {
        addLastChunkCells(id, Math.min(fromMillis, movedMillis), base);
      }
    }

    /**
     * Adds cells that were counted up to the range: all below a limit, others perhaps not all.
     *
     * @param movedMillis see {@link #read}
     */
    public void addBaseCellsBelow(int limit, int id, long movedMillis, Increment base) {
      addBaseCells(id, movedMillis, limit, base);
    }

    /** Returns the total before the first rolled up family from the range on that has rows. */
    private @Nullable CellTotal baseOfFamily(int id) {
      for (Segment segment : segments) {
        TierGrid grid = tiers.get(segment.tier()).grid();
        long last = grid.familyOf(segment.throughMillis());
        for (long family = grid.familyOf(segment.fromMillis() + 1); family <= last; family++) {
          byte[] value = get(grid, family, SealedKeys.PART_BASE, id, 0);
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
      layouts.addConverted(before.total(), before.layout(), converted);
      for (int i = 0; i < converted.cellCount(); i++) {
        base.addCell(converted.cell(i), converted.count(i));
      }
    }

    /** Adds the cells of the rows later than a stamp and up to another. */
    private void addRowCells(
        int id, long afterMillis, long untilMillis, int limit, Increment base) {
      for (Segment segment : segmentsUntil(afterMillis, untilMillis)) {
        TierGrid grid = tiers.get(segment.tier()).grid();
        long last = grid.familyOf(segment.throughMillis());
        for (long family = grid.familyOf(segment.fromMillis() + 1); family <= last; family++) {
          FamilyBlobs blobs = family(grid, family);
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
        TierGrid grid = tiers.get(segment.tier()).grid();
        long family = grid.familyOf(untilMillis);
        FamilyBlobs blobs = family(grid, family);
        if (blobs != null) {
          int position = grid.positionOf(untilMillis);
          blobs.heads().seekForPrev(SealedKeys.row(SealedKeys.PART_HEADS, id, position));
          addChunkCells(blobs.heads(), grid, family, id, segment, ALL_CELLS, base);
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
        readCellsBelow(limit, grid, family, id, first, rows.size());
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
      long from = Math.max(afterMillis, state.tiers().get(tier).droppedMillis());
      if (untilMillis > from) {
        found.add(new Segment(tier, from, untilMillis));
      }
      return found;
    }
  }

  /** Returns the cell of the current layout for a cell of another one. */
  private int current(int layout, int cell) {
    return layout == layouts.currentNumber()
        ? cell
        : layouts.current().cellFrom(layouts.layout(layout), cell);
  }

  /** Returns how many bytes of cells were read. */
  public long readBytes() {
    return readBytes;
  }

  /** Adds the cells of a row in {@link #rows}, converted if they are of another layout. */
  private void addCells(int index, int layout, Increment target) {
    if (layout == layouts.currentNumber()) {
      rows.addCellsTo(index, target);
      return;
    }
    for (int at = rows.offset(index); at < rows.offset(index + 1); at++) {
      target.addCell(
          layouts.current().cellFrom(layouts.layout(layout), rows.cell(at)), rows.count(at));
    }
  }

  /**
   * Returns the stamp of the last row of a label set up to a stamp, {@link Long#MIN_VALUE} if chunks
   * hold none.
   */
  public long lastThrough(int id, long throughMillis) {
    long endMillis = Math.min(throughMillis, state.throughMillis());
    List<Segment> segments = Segment.of(tiers, state, droppedMillis(), endMillis, window -> 0);
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      TierGrid grid = tiers.get(segment.tier()).grid();
      for (long family = grid.familyOf(segment.throughMillis());
          grid.endMillis(family) > segment.fromMillis();
          family--) {
        long found = lastThrough(grid, family, id, endMillis);
        if (found != Long.MIN_VALUE) {
          return found;
        }
      }
    }
    return Long.MIN_VALUE;
  }

  private long lastThrough(TierGrid grid, long family, int id, long endMillis) {
    FamilyBlobs blobs = family(grid, family);
    if (blobs == null) {
      return Long.MIN_VALUE;
    }
    KeyValuesCursor cursor = blobs.heads();
    int position =
        endMillis >= grid.endMillis(family) ? Integer.MAX_VALUE : grid.positionOf(endMillis);
    cursor.seekForPrev(SealedKeys.row(SealedKeys.PART_HEADS, id, position));
    if (!cursor.isValid() || !SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id)) {
      return Long.MIN_VALUE;
    }
    rows.clear();
    converted.clear();
    byte[] value = cursor.value();
    HeadsCodec.read(new WireReader(value, 0, value.length), converted, rows);
    for (int i = rows.size() - 1; i >= 0; i--) {
      long stampMillis = grid.stampMillis(family, rows.window(i));
      if (stampMillis <= endMillis) {
        return stampMillis;
      }
    }
    return Long.MIN_VALUE;
  }

  @Override
  public void close() {
    view.close();
  }
}
