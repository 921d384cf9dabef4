// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.CellPairs;
import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
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

  static final int ALL_CELLS = Integer.MAX_VALUE;

  private final KeyValuesView view;
  private final SealedState state;
  private final List<Tier> tiers;
  private final StoredLayouts layouts;
  private final Map<TierGrid, Map<Long, Optional<FamilyBlobs>>> families = new HashMap<>();
  private @Nullable FamilyBlobs lastFamily;
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

  /** Returns whether rows with a stamp have been rolled up, so that their windows are longer. */
  public boolean isRolled(long stampMillis) {
    return stampMillis < state.tiers().get(0).rolledMillis();
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
  public ChunkRange range(
      long fromMillis, long throughMillis, Parts parts, LongUnaryOperator wantedThrough) {
    List<Segment> segments =
        Segment.of(tiers, state, fromMillis, state.throughMillis(), wantedThrough);
    return new ChunkRange(this, fromMillis, throughMillis, parts, segments);
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
    Map<Long, Optional<FamilyBlobs>> known =
        families.computeIfAbsent(grid, none -> new HashMap<>());
    return known
        .computeIfAbsent(number, none -> {
          return view.hasFamily(SealedKeys.family(grid, number))
              ? Optional.of(new FamilyBlobs(view, grid, number))
              : Optional.empty();
        })
        .orElse(null);
  }

  /** Returns the bytes of a part of a label set; null if there are none. */
  byte @Nullable [] get(TierGrid grid, long family, byte part, int id, int position) {
    FamilyBlobs blobs = family(grid, family);
    return blobs == null ? null : blobs.get(part, id, position);
  }

  /** Returns how many bytes of cells were read. */
  public long readBytes() {
    return readBytes;
  }

  /**
   * Reads the cells of a chunk.
   *
   * @param limit cells from here on may be left out
   * @return cells of the present layout; valid until the next call
   */
  CellPairs cells(TierGrid grid, long family, int id, int first, int rowCount, int limit) {
    pairs.clear();
    byte[] value = cellBytes(grid, family, id, first);
    if (value != null) {
      WireReader in = new WireReader(value, 0, value.length);
      readCells(in, in.readCount(Integer.MAX_VALUE), rowCount, limit, pairs);
    }
    return pairs;
  }

  /** Returns the number of their layout and the cells of a chunk; null if it has none. */
  byte @Nullable [] cellBytes(TierGrid grid, long family, int id, int first) {
    byte[] value = get(grid, family, SealedKeys.PART_CELLS, id, first);
    readBytes += value == null ? 0 : value.length;
    return value;
  }

  /** Reads cells of a layout and converts them. */
  void readCells(WireReader in, int layout, int rowCount, int limit, CellPairs target) {
    boolean isCurrent = layout == layouts.currentNumber();
    CellsCodec.readBelow(in, rowCount, isCurrent ? limit : ALL_CELLS, target);
    if (!isCurrent) {
      target.mapCells(cell -> layouts.current().cellFrom(layouts.layout(layout), cell));
    }
  }

  /** Returns the total of all that is rolled up; null if there is none. */
  @Nullable
  CellTotal totalOfAll(int id) {
    byte[] total = view.get(SealedKeys.CELLS, SealedKeys.id(id));
    return total == null ? null : CellTotal.from(total);
  }

  SealedState state() {
    return state;
  }

  TierGrid grid(Segment segment) {
    return tiers.get(segment.tier()).grid();
  }

  StoredLayouts layouts() {
    return layouts;
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
      TierGrid grid = grid(segment);
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
    RowColumns rows = new RowColumns();
    byte[] value = cursor.value();
    HeadsCodec.readCalls(new WireReader(value, 0, value.length), new Increment(), rows);
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
