// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one label set that any thread may read while the shard's thread keeps counting:
 *
 * <pre>
 *   before   calls 809                    everything counted before the last block, encoded
 *   full     11:40 {…}, 11:50 {…}         blocks of time that get no more rows
 *   last     12:00 {12:00:10 …}           the block that rows are appended to
 *   newest   stamp 12:00:15, calls 3      the last window that counted it, still an increment
 * </pre>
 *
 * <p>Everything is immutable except the newest row. The shard adds to it until a later window
 * begins, then publishes new rows with another newest row and never touches this one again. Readers
 * may read the newest row once its window is sealed, if the shard's thread started them after that.
 * So {@code through} must always be a sealed stamp.
 */
public final class PublishedRows {
  /** No stamp; also the last forgotten stamp if no rows were forgotten. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  static final RowBlock[] NO_BLOCKS = {};
  static final byte[] NOTHING = {};

  private final byte[] before;
  private final RowBlock[] full;
  private final @Nullable RowBlock last;
  private final long newestMillis;
  private final Increment newest;
  private final @Nullable Exemplars exemplars;
  private final long forgottenMillis;

  PublishedRows(
      byte[] before,
      RowBlock[] full,
      @Nullable RowBlock last,
      long newestMillis,
      Increment newest,
      @Nullable Exemplars exemplars,
      long forgottenMillis) {
    this.before = before;
    this.full = full;
    this.last = last;
    this.newestMillis = newestMillis;
    this.newest = newest;
    this.exemplars = exemplars;
    this.forgottenMillis = forgottenMillis;
  }

  /** Returns the same rows with exemplars for the newest row. */
  PublishedRows with(Exemplars added) {
    return new PublishedRows(before, full, last, newestMillis, newest, added, forgottenMillis);
  }

  byte[] before() {
    return before;
  }

  RowBlock[] full() {
    return full;
  }

  @Nullable
  RowBlock last() {
    return last;
  }

  long newestMillis() {
    return newestMillis;
  }

  long forgottenMillis() {
    return forgottenMillis;
  }

  /**
   * Visits every row with a stamp later than {@code fromMillis} and up to {@code throughMillis}.
   *
   * @param encoder the reader's own
   */
  public void rows(
      long fromMillis,
      long throughMillis,
      WindowBlocks grid,
      RowEncoder encoder,
      RowVisitor visitor) {
    for (RowBlock block : full) {
      rows(block, fromMillis, throughMillis, grid, visitor);
    }
    if (last != null) {
      rows(last, fromMillis, throughMillis, grid, visitor);
    }
    if (newestMillis > fromMillis && newestMillis <= throughMillis) {
      WireWriter value = encoder.value(newest, exemplars);
      visitor.row(newestMillis, value.array(), 0, value.size());
    }
  }

  private static void rows(
      RowBlock block, long fromMillis, long throughMillis, WindowBlocks grid, RowVisitor visitor) {
    long startMillis = grid.firstStampMillis(block.block());
    if (startMillis <= throughMillis && grid.lastStampMillis(block.block()) > fromMillis) {
      block.rows(fromMillis, throughMillis, startMillis, grid.windowMillis(), visitor);
    }
  }

  /**
   * Adds everything counted up to a stamp, including rows forgotten since. Cells first touched
   * later can be added with a count of 0.
   *
   * @param throughMillis a sealed stamp
   * @param withCells whether to add cells, or only calls and sum
   */
  public void addTotal(long throughMillis, WindowBlocks grid, boolean withCells, Increment target) {
    WireReader total = new WireReader(before, 0, before.length);
    if (total.hasMore()) {
      readInto(total, withCells, target);
    }
    RowVisitor add = (stampMillis, bytes, offset, length) ->
        readInto(new WireReader(bytes, offset, length), withCells, target);
    if (last != null && grid.firstStampMillis(last.block()) <= throughMillis) {
      rows(last, Long.MIN_VALUE, throughMillis, grid, add);
    } else {
      subtractAfter(throughMillis, grid, withCells, target);
    }
    if (newestMillis <= throughMillis) {
      if (withCells) {
        target.add(newest);
      } else {
        target.addCalls(newest.calls());
        target.addSum(newest.sumHigh(), newest.sumLow());
      }
    }
  }

  private void subtractAfter(
      long throughMillis, WindowBlocks grid, boolean withCells, Increment target) {
    Increment row = new Increment();
    RowVisitor subtract = (stampMillis, bytes, offset, length) -> {
      row.clear();
      readInto(new WireReader(bytes, offset, length), withCells, row);
      target.subtract(row);
    };
    for (RowBlock block : full) {
      rows(block, throughMillis, Long.MAX_VALUE, grid, subtract);
    }
  }

  private static void readInto(WireReader in, boolean withCells, Increment target) {
    if (withCells) {
      IncrementCodec.readInto(in, target);
    } else {
      IncrementCodec.readHeadInto(in, target);
    }
  }

  /**
   * Returns the stamp of the last window up to {@code throughMillis} that counted the label set, or
   * {@link #UNKNOWN} if there was none or it has been forgotten.
   */
  public long lastThrough(long throughMillis, WindowBlocks grid) {
    if (newestMillis <= throughMillis) {
      return newestMillis;
    }
    long found = last == null ? UNKNOWN : lastThrough(last, throughMillis, grid);
    for (int i = full.length - 1; found == UNKNOWN && i >= 0; i--) {
      found = lastThrough(full[i], throughMillis, grid);
    }
    if (found == UNKNOWN && forgottenMillis <= throughMillis) {
      return forgottenMillis;
    }
    return found;
  }

  /** Returns the stamp of a block's last row up to {@code throughMillis}. */
  private static long lastThrough(RowBlock block, long throughMillis, WindowBlocks grid) {
    long startMillis = grid.firstStampMillis(block.block());
    if (startMillis > throughMillis) {
      return UNKNOWN;
    }
    int window = block.lastWindowThrough((throughMillis - startMillis) / grid.windowMillis());
    return window < 0 ? UNKNOWN : startMillis + window * grid.windowMillis();
  }
}
