// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.series;

import io.redstart.aggregator.window.WindowBlocks;
import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.model.Metric;
import io.redstart.wire.WireWriter;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one label set under one metric: a row for each window that counted it, and the lifetime total.
 *
 * <pre>
 *   newest   stamp 12:00:15, calls 3            the last window that counted it, still an increment
 *   blocks   11:50 {11:58:05 …, 11:59:30 …}     the windows before it, encoded
 *            12:00 {12:00:10 …}
 *   total    calls 812                          of all encoded rows, also those forgotten since
 * </pre>
 *
 * <p>The newest row is encoded when a later window counts the label set. So no label set is visited
 * to seal a window: a row is sealed once the clock has reached its stamp.
 */
public final class SeriesRecord {
  /** About what a record's objects take besides their arrays (64 bits, compressed pointers). */
  private static final int FIXED_BYTES = 240;
  /** About what a block's object takes besides its bytes. */
  private static final int BLOCK_BYTES = 48;

  private static final long NOTHING_FORGOTTEN = Long.MIN_VALUE;

  private final long ordinal;
  private final Metric metric;
  private final long hash;
  private final byte[] labels;
  private final long birthMillis;
  private final Increment total = new Increment();
  private final Increment newest = new Increment();
  private final ArrayDeque<RowBlock> blocks = new ArrayDeque<>(2);
  /** Those of the newest row; made when the label set first has some. */
  private @Nullable Exemplars exemplars;

  private long newestMillis;
  private long forgottenMillis = NOTHING_FORGOTTEN;
  private long blocksBytes;

  SeriesRecord(long ordinal, Metric metric, long hash, byte[] labels, long birthMillis) {
    this.ordinal = ordinal;
    this.metric = metric;
    this.hash = hash;
    this.labels = labels;
    this.birthMillis = birthMillis;
    this.newestMillis = birthMillis;
  }

  /** Returns its place in the order in which label sets were first counted. */
  public long ordinal() {
    return ordinal;
  }

  /** Returns what is counted. */
  public Metric metric() {
    return metric;
  }

  /** Returns the label set's hash. */
  long hash() {
    return hash;
  }

  /** Returns the label set's bytes, which must not be changed. */
  public byte[] labels() {
    return labels;
  }

  /** Returns the stamp of the first window that counted it, in epoch milliseconds. */
  public long birthMillis() {
    return birthMillis;
  }

  /** Returns about how many bytes of heap it takes. */
  long sizeBytes() {
    return FIXED_BYTES
        + labels.length
        + total.arraysSizeBytes()
        + newest.arraysSizeBytes()
        + (exemplars == null ? 0 : exemplars.sizeBytes())
        + blocksBytes;
  }

  /**
   * Adds a value to a window; stamps never decrease.
   *
   * @return how many bytes of heap more it takes
   */
  long count(long stampMillis, SeriesTable.Value value, WindowBlocks grid, RowEncoder encoder) {
    if (stampMillis < newestMillis) {
      throw new IllegalStateException("stamp " + stampMillis + " after " + newestMillis);
    }
    long grownBytes = 0;
    if (stampMillis > newestMillis) {
      long beforeBytes = sizeBytes();
      encodeNewest(grid, encoder);
      newestMillis = stampMillis;
      grownBytes = sizeBytes() - beforeBytes;
    }
    // Only the newest row grows now: the others' arrays are in no cache, and are left alone.
    long beforeBytes = newest.arraysSizeBytes();
    value.addTo(newest);
    return grownBytes + newest.arraysSizeBytes() - beforeBytes;
  }

  /**
   * Adds a value's exemplars to the window that it was just added to.
   *
   * @return how many bytes of heap more it takes
   */
  long countExemplars(SeriesTable.Value value, int places) {
    Exemplars kept = exemplars;
    long beforeBytes = kept == null ? 0 : kept.sizeBytes();
    if (kept == null) {
      kept = new Exemplars(places);
      exemplars = kept;
    }
    value.exemplarsTo(kept);
    return kept.sizeBytes() - beforeBytes;
  }

  private void encodeNewest(WindowBlocks grid, RowEncoder encoder) {
    RowBlock block = blockFor(grid.blockOf(newestMillis));
    int window = grid.indexInBlock(newestMillis);
    int before = block.capacityBytes();
    block.append(window, encoder.row(window - block.lastWindow(), newest, exemplars));
    blocksBytes += block.capacityBytes() - before;
    total.add(newest);
    newest.clear();
    if (exemplars != null) {
      exemplars.clear();
    }
  }

  private RowBlock blockFor(long number) {
    RowBlock last = blocks.peekLast();
    if (last != null && last.block() == number) {
      return last;
    }
    if (last != null) {
      blocksBytes -= last.capacityBytes();
      last.trim();
      blocksBytes += last.capacityBytes();
    }
    RowBlock block = new RowBlock(number);
    blocks.addLast(block);
    blocksBytes += BLOCK_BYTES + block.capacityBytes();
    return block;
  }

  /** Returns the oldest block that holds a row. */
  long oldestBlock(WindowBlocks grid) {
    RowBlock first = blocks.peekFirst();
    return first != null ? first.block() : grid.blockOf(newestMillis);
  }

  /**
   * Forgets the rows of all blocks up to one.
   *
   * @return whether rows are left; without any, the record is of no more use
   */
  boolean forgetThrough(long block, WindowBlocks grid) {
    if (grid.blockOf(newestMillis) <= block) {
      return false;
    }
    while (!blocks.isEmpty() && blocks.peekFirst().block() <= block) {
      RowBlock oldest = blocks.removeFirst();
      forgottenMillis = stampMillis(oldest, oldest.lastWindow(), grid);
      blocksBytes -= BLOCK_BYTES + oldest.capacityBytes();
    }
    return true;
  }

  /** Passes on every row with a later stamp than one, the newest included. */
  void rowsAfter(long fromMillis, WindowBlocks grid, RowEncoder encoder, RowVisitor visitor) {
    for (RowBlock block : blocks) {
      if (grid.lastStampMillis(block.block()) > fromMillis) {
        long startMillis = grid.firstStampMillis(block.block());
        block.rowsAfter(fromMillis, startMillis, grid.windowMillis(), visitor);
      }
    }
    if (newestMillis > fromMillis) {
      WireWriter value = encoder.value(newest, exemplars);
      visitor.row(newestMillis, value.array(), 0, value.size());
    }
  }

  /** Adds everything that was ever counted, the newest row included. */
  public void addTotalTo(Increment target) {
    target.add(total);
    target.add(newest);
  }

  /** Adds the calls and the sum of everything that was ever counted. */
  public void addTotalHeadTo(Increment target) {
    target.addCalls(total.calls() + newest.calls());
    target.addSum(total.sumHigh(), total.sumLow());
    target.addSum(newest.sumHigh(), newest.sumLow());
  }

  /**
   * Returns the stamp of the last window up to one that counted it.
   *
   * @throws IllegalStateException if there was none, or it is not known any more
   */
  long lastThrough(long throughMillis, WindowBlocks grid) {
    if (newestMillis <= throughMillis) {
      return newestMillis;
    }
    for (Iterator<RowBlock> latest = blocks.descendingIterator(); latest.hasNext(); ) {
      RowBlock block = latest.next();
      long startMillis = grid.firstStampMillis(block.block());
      if (startMillis <= throughMillis) {
        int window = block.lastWindowThrough((throughMillis - startMillis) / grid.windowMillis());
        if (window >= 0) {
          return stampMillis(block, window, grid);
        }
      }
    }
    if (forgottenMillis == NOTHING_FORGOTTEN || forgottenMillis > throughMillis) {
      throw new IllegalStateException("no row up to " + throughMillis + " is known");
    }
    return forgottenMillis;
  }

  private static long stampMillis(RowBlock block, int window, WindowBlocks grid) {
    return grid.firstStampMillis(block.block()) + window * grid.windowMillis();
  }
}
