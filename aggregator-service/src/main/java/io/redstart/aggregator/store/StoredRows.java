// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.labelset.KnownBases;
import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.OpenRows;
import io.redstart.aggregator.labelset.RowEncoder;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.aggregator.sealed.ChunkRange;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.SealedView;
import io.redstart.aggregator.select.RowSource;
import io.redstart.model.Increment;
import io.redstart.wire.SelectRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from chunks and, where they are not in chunks yet, from the label sets themselves. The
 * rows of a label set say up to which stamp they are in chunks. They say so only after the chunks are
 * written, so a view of the chunks that is opened later holds these rows.
 */
final class StoredRows implements RowSource {
  private final SealedRows sealed;
  private final SelectRequest request;
  private final SealedView.Parts parts;
  private final long windowMillis;
  private final RowEncoder encoder = new RowEncoder();
  private final Increment moved = new Increment();
  private final Increment scratch = new Increment();
  private final KnownBases bases;
  private SealedView view;
  private ChunkRange range;
  /** The chunks since {@link #sinceMillis}; null if they are not prepared. */
  private @Nullable ChunkRange since;

  private long sinceMillis;

  /**
   * Makes a source.
   *
   * @param bases knows and learns what label sets had counted up to the range
   */
  StoredRows(SealedRows sealed, SelectRequest request, KnownBases bases) {
    this.sealed = sealed;
    this.request = request;
    this.bases = bases;
    this.windowMillis = sealed.tiers().get(0).windowMillis();
    this.parts = switch (request.parts()) {
      case LABELS, CALLS -> SealedView.Parts.HEADS;
      case CELLS -> SealedView.Parts.CELLS;
      case EXEMPLARS -> SealedView.Parts.EXEMPLARS;
    };
    this.view = sealed.view();
    this.range = range(view);
  }

  private ChunkRange range(SealedView of) {
    return of.range(
        request.fromMillis(), request.throughMillis(), parts, this::wantedThroughMillis);
  }

  /** Returns the stamp up to which windows of a length, or longer ones, are wanted. */
  private long wantedThroughMillis(long lengthMillis) {
    long throughMillis = 0;
    for (SelectRequest.Tier tier : request.tiers()) {
      throughMillis = tier.windowMillis() >= lengthMillis ? tier.throughMillis() : throughMillis;
    }
    return throughMillis;
  }

  @Override
  public long lastMillis(LabelSetRecord labelSet) {
    return lastMillis(labelSet, labelSet.rows());
  }

  /** Returns the same, given the rows at one moment; it keeps the chunks of {@link #chunksOf}. */
  long lastMillis(LabelSetRecord labelSet, OpenRows open) {
    if (open.newestMillis() <= request.throughMillis()) {
      return open.newestMillis();
    }
    long last = open.lastThrough(request.throughMillis(), windowMillis);
    if (last != Long.MIN_VALUE || isNew(labelSet, open)) {
      return last;
    }
    renew(open);
    return view.lastThrough(labelSet.id(), Math.min(request.throughMillis(), open.movedMillis()));
  }

  @Override
  public void read(LabelSetRecord labelSet, Increment base, RowSink sink) {
    OpenRows open = labelSet.rows();
    if (parts == SealedView.Parts.CELLS && request.fromMillis() >= open.movedMillis()) {
      readOpen(labelSet, open, base, sink);
    } else {
      readAll(labelSet, open, base, sink);
    }
  }

  /** Reads a label set whose rows of the range are all open. */
  private void readOpen(LabelSetRecord labelSet, OpenRows open, Increment base, RowSink sink) {
    long fromMillis = request.fromMillis();
    long knownMillis = bases.addTo(labelSet.id(), fromMillis, base);
    boolean isKnown = knownMillis != Long.MIN_VALUE;
    if (isKnown
        && knownMillis < open.movedMillis()
        && !addChunks(labelSet, open, knownMillis, base)) {
      base.clear();
      isKnown = false;
    }
    if (isKnown) {
      open.read(knownMillis, fromMillis, windowMillis, scratch, encoder, adding(base));
      open.read(fromMillis, request.throughMillis(), windowMillis, scratch, encoder, sink);
    } else {
      readAll(labelSet, open, base, sink);
    }
    if (knownMillis != fromMillis) {
      bases.put(labelSet.id(), fromMillis, base);
    }
  }

  /** Adds the rows in chunks since a stamp. Returns false if they have been rolled up meanwhile. */
  private boolean addChunks(
      LabelSetRecord labelSet, OpenRows open, long fromMillis, Increment base) {
    renew(open);
    if (view.isRolled(fromMillis)) {
      return false;
    }
    if (since == null || sinceMillis != fromMillis) {
      since = view.range(fromMillis, request.fromMillis(), parts, length -> request.fromMillis());
      sinceMillis = fromMillis;
    }
    since.readRows(labelSet.id(), open.movedMillis(), adding(base));
    return true;
  }

  private static RowSink adding(Increment base) {
    return (stampMillis, row, exemplars, offset, length) -> base.add(row);
  }

  private void readAll(LabelSetRecord labelSet, OpenRows open, Increment base, RowSink sink) {
    ChunkRange chunks = chunksOf(labelSet, open);
    if (chunks != null) {
      chunks.read(labelSet.id(), open.movedMillis(), moved(open), base, sink);
    }
    long fromMillis = request.fromMillis();
    if (parts == SealedView.Parts.HEADS) {
      open.addHeadsTo(fromMillis, windowMillis, base);
    } else if (parts == SealedView.Parts.CELLS) {
      open.read(Long.MIN_VALUE, fromMillis, windowMillis, scratch, encoder, adding(base));
    }
    open.read(fromMillis, request.throughMillis(), windowMillis, scratch, encoder, sink);
  }

  /** Returns the chunks with the rows of a label set; null if none is in a chunk. */
  @Nullable
  ChunkRange chunksOf(LabelSetRecord labelSet, OpenRows open) {
    if (isNew(labelSet, open)) {
      return null;
    }
    renew(open);
    return range;
  }

  /** Returns calls and sum of the rows in chunks; valid until the next call. */
  Increment moved(OpenRows open) {
    moved.clear();
    open.addMovedTo(moved);
    return moved;
  }

  /** Returns how many bytes of cells the present view of the chunks has read for folding. */
  long readBytes() {
    return view.readBytes();
  }

  /** Returns whether no row of a label set is in a chunk. */
  private static boolean isNew(LabelSetRecord labelSet, OpenRows open) {
    return labelSet.birthMillis() > open.movedMillis();
  }

  /** Opens another view if rows have moved to chunks since the present one was opened. */
  private void renew(OpenRows open) {
    if (open.movedMillis() > view.throughMillis()) {
      view.close();
      view = sealed.view();
      range = range(view);
      since = null;
    }
  }

  @Override
  public void close() {
    view.close();
  }
}
