// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series in memory: {@link Runs} as bytes, and the last run as numbers while it
 * can still grow. A sample that equals the one before it needs no further memory. Not thread-safe.
 */
final class Track {
  /** An upper bound of the bytes that a run takes. */
  private static final int RUN_MAX_BYTES = 24;

  private static final int FIRST_BYTES = 16;

  private WireWriter bytes = new WireWriter(FIRST_BYTES);
  private long firstSlot;
  private Runs.Writer runs;
  private long runFirst;
  private long runLast;
  private long runBits;

  /** Creates a track with its first sample. */
  Track(long slot, long valueBits) {
    firstSlot = slot;
    runs = new Runs.Writer(bytes, slot);
    runFirst = slot;
    runLast = slot;
    runBits = valueBits;
  }

  /** Adds the sample of a slot later than all others. */
  void append(long slot, long valueBits) {
    if (slot != runLast + 1 || valueBits != runBits) {
      runs.write(runFirst, runLast, runBits);
      runFirst = slot;
      runBits = valueBits;
    }
    runLast = slot;
  }

  /** Returns by how much the next {@link #append} can enlarge the track. */
  int growthBytes() {
    int capacity = bytes.array().length;
    return capacity - bytes.size() < RUN_MAX_BYTES ? Math.max(capacity, RUN_MAX_BYTES) : 0;
  }

  /** Returns the heap that the samples take, beside the track itself. */
  int sizeBytes() {
    return bytes.array().length;
  }

  long firstSlot() {
    return firstSlot;
  }

  long lastSlot() {
    return runLast;
  }

  /** Returns whether the newest sample marks the end of the series. */
  boolean isEnded() {
    return runBits == Runs.STALE_BITS;
  }

  /** Passes on the runs of a range of slots, cut at its ends. */
  void forEach(long fromSlot, long throughSlot, Runs.Sink sink) {
    Runs.Sink cut = (first, last, valueBits) -> {
      long from = Math.max(first, fromSlot);
      long through = Math.min(last, throughSlot);
      if (from <= through) {
        sink.run(from, through, valueBits);
      }
    };
    if (firstSlot <= throughSlot && runLast >= fromSlot) {
      Runs.read(new WireReader(bytes.array(), 0, bytes.size()), firstSlot, cut);
      cut.run(runFirst, runLast, runBits);
    }
  }

  /** Forgets the samples before a slot, at most that of the newest sample, and packs the others. */
  void forgetBefore(long slot) {
    if (slot <= firstSlot) {
      return;
    }
    WireWriter packed = new WireWriter(FIRST_BYTES);
    Repacking repacking = new Repacking(packed);
    forEach(slot, runFirst - 1, repacking);
    runFirst = Math.max(runFirst, slot);
    firstSlot = repacking.runs == null ? runFirst : repacking.firstSlot;
    runs = repacking.runs == null ? new Runs.Writer(packed, runFirst) : repacking.runs;
    bytes = packed;
  }

  private static final class Repacking implements Runs.Sink {
    private final WireWriter packed;
    private Runs.@Nullable Writer runs;
    private long firstSlot;

    Repacking(WireWriter packed) {
      this.packed = packed;
    }

    @Override
    public void run(long first, long last, long valueBits) {
      Runs.Writer writer = runs;
      if (writer == null) {
        firstSlot = first;
        writer = new Runs.Writer(packed, first);
        runs = writer;
      }
      writer.write(first, last, valueBits);
    }
  }
}
