// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one label set that are in no chunk yet, which any thread may read while the shard's
 * thread keeps counting:
 *
 * <pre>
 *   moved     through 12:00:00, calls 809   older rows are in chunks, and counted this much
 *   encoded   12:00:10, 12:00:20 …          bytes
 *   newest    stamp 12:00:25, calls 3       the last window that counted it, still an increment
 * </pre>
 *
 * <p>Everything is immutable except the newest row. The shard adds to it until a later window
 * begins, then publishes new rows with another newest row and never touches this one again. Readers
 * may read the newest row once its window is sealed ({@link
 * io.redstart.aggregator.window.WindowClock#sealedMillis}), so {@code through} must always be a
 * sealed stamp.
 *
 * <p>The bytes of a row: varint of the windows since the previous row (0 for the first), varint
 * length, {@link IncrementCodec}, {@link io.redstart.wire.ExemplarsCodec}. A longer list of rows can
 * share the array of a shorter one, so only the latest may be appended to.
 */
public final class OpenRows {
  private static final byte[] NO_BYTES = {};
  private static final int SMALLEST_BYTES = 32;

  private final long movedMillis;
  private final long movedCalls;
  private final long movedSumHigh;
  private final long movedSumLow;
  private final byte[] bytes;
  private final int size;
  private final long firstMillis;
  private final long lastMillis;
  private final long newestMillis;
  private final @Nullable Increment newest;
  private final @Nullable Exemplars exemplars;

  private OpenRows(
      OpenRows moved,
      byte[] bytes,
      int size,
      long firstMillis,
      long lastMillis,
      long newestMillis,
      @Nullable Increment newest,
      @Nullable Exemplars exemplars) {
    this.movedMillis = moved.movedMillis;
    this.movedCalls = moved.movedCalls;
    this.movedSumHigh = moved.movedSumHigh;
    this.movedSumLow = moved.movedSumLow;
    this.bytes = bytes;
    this.size = size;
    this.firstMillis = firstMillis;
    this.lastMillis = lastMillis;
    this.newestMillis = newestMillis;
    this.newest = newest;
    this.exemplars = exemplars;
  }

  private OpenRows(long movedMillis, Increment moved, long newestMillis) {
    this.movedMillis = movedMillis;
    this.movedCalls = moved.calls();
    this.movedSumHigh = moved.sumHigh();
    this.movedSumLow = moved.sumLow();
    this.bytes = NO_BYTES;
    this.size = 0;
    this.firstMillis = 0;
    this.lastMillis = 0;
    this.newestMillis = newestMillis;
    this.newest = null;
    this.exemplars = null;
  }

  /**
   * Returns no rows, for a label set whose rows are all in chunks.
   *
   * @param movedMillis the last stamp of the chunks
   * @param moved calls and sum of its rows so far
   * @param newestMillis the stamp of the last of these rows
   */
  static OpenRows allMoved(long movedMillis, Increment moved, long newestMillis) {
    return new OpenRows(movedMillis, moved, newestMillis);
  }

  /** Returns the same rows with a newest one that is not encoded yet. */
  OpenRows withNewest(long stampMillis, Increment row) {
    return new OpenRows(this, bytes, size, firstMillis, lastMillis, stampMillis, row, null);
  }

  /** Returns the same rows with exemplars for the newest row. */
  OpenRows with(Exemplars added) {
    return new OpenRows(this, bytes, size, firstMillis, lastMillis, newestMillis, newest, added);
  }

  /** Returns the same rows with the newest one encoded, and another newest one. */
  OpenRows next(long stampMillis, Increment row, long windowMillis, RowEncoder encoder) {
    Increment done = newest;
    if (done == null) {
      return withNewest(stampMillis, row);
    }
    long first = size == 0 ? newestMillis : firstMillis;
    long previous = size == 0 ? newestMillis : lastMillis;
    WireWriter encoded = encoder.row((newestMillis - previous) / windowMillis, done, exemplars);
    int needed = size + encoded.size();
    byte[] grown = needed <= bytes.length
        ? bytes
        : Arrays.copyOf(
            bytes, Math.max(SMALLEST_BYTES, Math.max(bytes.length + bytes.length / 2, needed)));
    System.arraycopy(encoded.array(), 0, grown, size, encoded.size());
    return new OpenRows(this, grown, needed, first, newestMillis, stampMillis, row, null);
  }

  /** Returns the rows later than a stamp, after the others were written to a chunk. */
  OpenRows moveThrough(long throughMillis, long windowMillis) {
    Increment moved = new Increment();
    addMovedTo(moved);
    addHeads(throughMillis, windowMillis, moved);
    if (newestMillis <= throughMillis) {
      return allMoved(throughMillis, moved, newestMillis);
    }
    OpenRows empty = allMoved(throughMillis, moved, newestMillis);
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = firstMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
      int at = in.position();
      in.skip(in.readLength());
      if (stampMillis > throughMillis) {
        byte[] left = new byte[1 + size - at];
        System.arraycopy(bytes, at, left, 1, size - at);
        return new OpenRows(
            empty, left, left.length, stampMillis, lastMillis, newestMillis, newest, exemplars);
      }
    }
    return new OpenRows(empty, NO_BYTES, 0, 0, 0, newestMillis, newest, exemplars);
  }

  private void addHeads(long throughMillis, long windowMillis, Increment target) {
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = firstMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
      int length = in.readLength();
      int end = in.position() + length;
      if (stampMillis > throughMillis) {
        break;
      }
      IncrementCodec.readHeadInto(in, target);
      in.skip(end - in.position());
    }
    if (newest != null && newestMillis <= throughMillis) {
      target.addCalls(newest.calls());
      target.addSum(newest.sumHigh(), newest.sumLow());
    }
  }

  /** Returns the stamp through which its rows are in chunks; later ones are here. */
  public long movedMillis() {
    return movedMillis;
  }

  /** Adds calls and sum of all rows up to {@link #movedMillis}. */
  public void addMovedTo(Increment target) {
    target.addCalls(movedCalls);
    target.addSum(movedSumHigh, movedSumLow);
  }

  /** Returns the stamp of the last window that counted the label set. */
  public long newestMillis() {
    return newestMillis;
  }

  /** Returns whether any row is here, sealed or not. */
  public boolean hasRows() {
    return newest != null;
  }

  /** Returns the stamp of the first row here; call it only if there is one. */
  public long oldestMillis() {
    return size == 0 ? newestMillis : firstMillis;
  }

  /** Returns the approximate heap size of the encoded rows and the exemplars. */
  int sizeBytes() {
    return bytes.length;
  }

  /**
   * Visits every row with a stamp later than {@code fromMillis} and up to {@code throughMillis}.
   *
   * @param throughMillis a sealed stamp
   * @param scratch is overwritten
   */
  public void read(
      long fromMillis,
      long throughMillis,
      long windowMillis,
      Increment scratch,
      RowEncoder encoder,
      RowSink sink) {
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = firstMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
      int length = in.readLength();
      int end = in.position() + length;
      if (stampMillis > throughMillis) {
        return;
      }
      if (stampMillis > fromMillis) {
        scratch.clear();
        IncrementCodec.readInto(in, scratch);
        sink.row(stampMillis, scratch, bytes, in.position(), end - in.position());
      }
      in.skip(end - in.position());
    }
    if (newest != null && newestMillis > fromMillis && newestMillis <= throughMillis) {
      WireWriter encoded = encoder.exemplars(exemplars);
      sink.row(newestMillis, newest, encoded.array(), 0, encoded.size());
    }
  }

  /**
   * Visits calls and sum of every row with a stamp later than {@code fromMillis} and up to {@code
   * throughMillis}, without exemplars.
   *
   * @param throughMillis a sealed stamp
   * @param scratch is overwritten
   */
  public void readHeads(
      long fromMillis, long throughMillis, long windowMillis, Increment scratch, RowSink sink) {
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = firstMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
      int length = in.readLength();
      int end = in.position() + length;
      if (stampMillis > throughMillis) {
        return;
      }
      if (stampMillis > fromMillis) {
        scratch.clear();
        IncrementCodec.readHeadInto(in, scratch);
        sink.row(stampMillis, scratch, NO_BYTES, 0, 0);
      }
      in.skip(end - in.position());
    }
    if (newest != null && newestMillis > fromMillis && newestMillis <= throughMillis) {
      sink.row(newestMillis, newest, NO_BYTES, 0, 0);
    }
  }

  /** Adds calls and sum of the rows here up to a stamp. */
  public void addHeadsTo(long throughMillis, long windowMillis, Increment target) {
    addHeads(throughMillis, windowMillis, target);
  }

  /** Returns the stamp of the last row here up to a stamp; {@link Long#MIN_VALUE} if none is. */
  public long lastThrough(long throughMillis, long windowMillis) {
    if (newest != null && newestMillis <= throughMillis) {
      return newestMillis;
    }
    if (size > 0 && lastMillis <= throughMillis) {
      return lastMillis;
    }
    long found = Long.MIN_VALUE;
    WireReader in = new WireReader(bytes, 0, size);
    long stampMillis = firstMillis;
    while (in.hasMore()) {
      stampMillis += in.readVarint() * windowMillis;
      if (stampMillis > throughMillis) {
        break;
      }
      found = stampMillis;
      in.skip(in.readLength());
    }
    return found;
  }
}
