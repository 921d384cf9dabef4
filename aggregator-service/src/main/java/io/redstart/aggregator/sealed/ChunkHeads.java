// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import java.util.List;

/**
 * Reads the heads of one label set, chunk by chunk, through the end of a range. The first chunk with
 * a row after the beginning of the range also has the base: the counts before the range.
 */
final class ChunkHeads {
  private final SealedView chunks;
  /** The rows of the current chunk. */
  private final RowColumns rows;
  /** The base of the current chunk. */
  private final Increment chunkBase;

  private final int id;
  private final long movedMillis;
  private final long endMillis;
  private final boolean withSums;
  private final Increment base;
  private final SealedView.ChunkSink sink;
  private boolean isBaseKnown;

  /**
   * Makes a reader.
   *
   * @param rows is overwritten, and passed to the sink
   * @param chunkBase is overwritten
   * @param movedMillis rows later than this stamp are not read, though chunks may have them
   * @param endMillis the end of the range
   * @param base receives the counts before the range
   */
  ChunkHeads(
      SealedView chunks,
      RowColumns rows,
      Increment chunkBase,
      int id,
      long movedMillis,
      long endMillis,
      boolean withSums,
      Increment base,
      SealedView.ChunkSink sink) {
    this.chunks = chunks;
    this.rows = rows;
    this.chunkBase = chunkBase;
    this.id = id;
    this.movedMillis = movedMillis;
    this.endMillis = endMillis;
    this.withSums = withSums;
    this.base = base;
    this.sink = sink;
  }

  /**
   * Reads all segments.
   *
   * @param withoutBase whether no base is wanted
   * @param moved calls and sum of all rows up to {@code movedMillis}: the base, if no row follows
   */
  void read(List<Segment> segments, boolean withoutBase, Increment moved) {
    isBaseKnown = withoutBase;
    for (Segment segment : segments) {
      if (isBaseKnown && segment.fromMillis() >= endMillis) {
        break;
      }
      read(segment, Math.min(endMillis, segment.throughMillis()));
    }
    if (!isBaseKnown) {
      addHead(moved);
    }
  }

  private void read(Segment segment, long throughMillis) {
    TierGrid grid = chunks.grid(segment);
    long lastFamily = grid.familyOf(Math.min(segment.throughMillis(), movedMillis));
    for (long family = grid.familyOf(segment.fromMillis() + 1); family <= lastFamily; family++) {
      if (isBaseKnown && grid.startMillis(family) >= throughMillis) {
        break;
      }
      FamilyBlobs blobs = chunks.family(grid, family);
      if (blobs != null) {
        read(blobs.heads(), grid, family, segment.fromMillis(), throughMillis);
      }
    }
  }

  private void read(
      KeyValuesCursor cursor, TierGrid grid, long family, long fromMillis, long throughMillis) {
    seek(cursor, grid, family, fromMillis);
    while (isHead(cursor)) {
      if (load(cursor, grid, family, fromMillis)) {
        pass(grid, family, fromMillis, throughMillis);
      }
      int position = SealedKeys.positionOf(cursor.key());
      if (isBaseKnown && grid.stampMillis(family, position) > throughMillis) {
        break;
      }
      cursor.next();
    }
  }

  private boolean isHead(KeyValuesCursor cursor) {
    return cursor.isValid() && SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id);
  }

  /** Moves to the chunk that holds the first row after a stamp, or to the one before it. */
  private void seek(KeyValuesCursor cursor, TierGrid grid, long family, long fromMillis) {
    if (fromMillis > grid.startMillis(family)) {
      int position = grid.positionOf(fromMillis);
      cursor.seekForPrev(SealedKeys.row(SealedKeys.PART_HEADS, id, position));
      if (isHead(cursor)) {
        return;
      }
    }
    cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, id, 0));
  }

  /** Decodes a chunk. Returns whether it has a row after the beginning of the range. */
  private boolean load(KeyValuesCursor cursor, TierGrid grid, long family, long fromMillis) {
    if (grid.stampMillis(family, SealedKeys.positionOf(cursor.key())) > movedMillis) {
      // A chunk that was written before a crash and never completed: the rows are still open.
      return false;
    }
    rows.clear();
    chunkBase.clear();
    byte[] value = cursor.value();
    WireReader in = new WireReader(value, 0, value.length);
    if (withSums) {
      HeadsCodec.read(in, chunkBase, rows);
    } else {
      HeadsCodec.readCalls(in, chunkBase, rows);
    }
    return grid.stampMillis(family, rows.window(rows.size() - 1)) > fromMillis;
  }

  /** Adds what is before the range to the base, and passes on the rows of the range. */
  private void pass(TierGrid grid, long family, long fromMillis, long throughMillis) {
    int from = rowsThrough(grid, family, fromMillis);
    if (!isBaseKnown) {
      addHead(chunkBase);
      for (int i = 0; i < from; i++) {
        rows.addHeadTo(i, base);
      }
      isBaseKnown = true;
    }
    int to = rowsThrough(grid, family, throughMillis);
    if (to > from) {
      sink.chunk(grid, family, rows, from, to);
    }
  }

  private void addHead(Increment head) {
    base.addCalls(head.calls());
    base.addSum(head.sumHigh(), head.sumLow());
  }

  /** Returns how many rows of the chunk have a stamp up to the given one. */
  private int rowsThrough(TierGrid grid, long family, long stampMillis) {
    int from = 0;
    int to = rows.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (grid.stampMillis(family, rows.window(middle)) <= stampMillis) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
