// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import java.util.List;

/**
 * Takes back the totals of chunks that were not finished. RocksDB flushes by itself when its memory
 * is full, so a crash while chunks are written can leave chunks and totals that are ahead of the
 * state. The journal still has their rows, so the total must be the one before them: the base of the
 * first chunk that is ahead. That chunk is written again later, under the same key.
 */
final class UnfinishedChunks {
  private final SealedState state;
  private final TierGrid grid;
  private final SealedView rows;

  /** Begins to read; the caller closes the view. */
  UnfinishedChunks(KeyValuesView view, SealedState state, List<Tier> tiers, StoredLayouts layouts) {
    this.state = state;
    this.grid = tiers.get(0).grid();
    this.rows = new SealedView(view, state, tiers, layouts);
  }

  /** Returns the total of a label set without rows that are ahead of the state. */
  HeadTotal withoutThem(int id, HeadTotal total) {
    long throughMillis = state.throughMillis();
    if (total.lastMillis() <= throughMillis) {
      return total;
    }
    long firstMillis = throughMillis + grid.windowMillis();
    long lastFamily = grid.familyOf(total.lastMillis());
    for (long family = grid.familyOf(firstMillis); family <= lastFamily; family++) {
      int position = family == grid.familyOf(firstMillis) ? grid.positionOf(firstMillis) : 0;
      FamilyBlobs blobs = rows.family(grid, family);
      if (blobs != null) {
        KeyValuesCursor cursor = blobs.heads();
        cursor.seek(SealedKeys.row(SealedKeys.PART_HEADS, id, position));
        if (cursor.isValid() && SealedKeys.isRow(cursor.key(), SealedKeys.PART_HEADS, id)) {
          // Before the last stamp is looked up, which moves the same cursor.
          Increment base = baseOf(cursor.value());
          return new HeadTotal(lastMillis(id), base);
        }
      }
    }
    throw new IllegalStateException("label set " + id + " has a total through " + total.lastMillis()
        + ", but no rows after " + throughMillis);
  }

  private static Increment baseOf(byte[] chunk) {
    Increment base = new Increment();
    HeadsCodec.read(new WireReader(chunk, 0, chunk.length), base, new RowColumns());
    return base;
  }

  /** A label set without rows in chunks gets some at once, when the journal is replayed. */
  private long lastMillis(int id) {
    long lastMillis = rows.lastThrough(id, state.throughMillis());
    return lastMillis == Long.MIN_VALUE ? state.throughMillis() : lastMillis;
  }
}
