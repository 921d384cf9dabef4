// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * Runs of equal values in neighbouring slots: how samples of one series lie in memory and travel.
 *
 * <pre>
 *   head   varint: (slots − 1) · 4 + 2 if there is a gap + 1 if the value is raw
 *   gap    varint, if there is one: slots without a sample since the run before
 *   value  raw: 8 bytes, the bits of the double
 *          otherwise: signed varint, a whole number less that of the last run that was not raw, or
 *          less 0
 * </pre>
 *
 * <p>5 in slots 100 to 102, 7 in slot 103, nothing in slot 104, 0.5 in slot 105:
 *
 * <pre>
 *   100   08 0a   00 04   03 01 3fe0000000000000
 * </pre>
 *
 * <p>The slot where the first run begins stands before the runs. A value may be {@link
 * #STALE_BITS}, Prometheus' staleness marker, where the series has ended.
 */
public final class Runs {
  /** The bits of a value that marks the end of a series, as in Prometheus. */
  public static final long STALE_BITS = 0x7ff0000000000002L;

  private static final int GAP = 2;
  private static final int RAW = 1;
  private static final int SHIFT = 2;
  private static final long WHOLE_MAX = 1L << 53;

  /** More slots than any series has, so that nobody walks through the slots of a broken frame. */
  private static final int SLOTS_MAX = 2 * Slots.KEPT;

  private Runs() {}

  /** Receives runs in ascending order of time. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Receives a run.
     *
     * @param valueBits the bits of its value, which is a double
     */
    void run(long firstSlot, long lastSlot, long valueBits);
  }

  /** Writes runs one after the other. */
  static final class Writer {
    private final WireWriter out;
    private long nextSlot;
    private long lastWhole;

    /**
     * Creates a writer.
     *
     * @param firstSlot the slot where the first run will begin
     */
    Writer(WireWriter out, long firstSlot) {
      this.out = out;
      this.nextSlot = firstSlot;
    }

    void write(long firstSlot, long lastSlot, long valueBits) {
      double value = Double.longBitsToDouble(valueBits);
      long whole = (long) value;
      boolean isRaw =
          Math.abs(whole) >= WHOLE_MAX || Double.doubleToRawLongBits((double) whole) != valueBits;
      long gap = firstSlot - nextSlot;
      out.writeVarint((lastSlot - firstSlot) << SHIFT | (gap > 0 ? GAP : 0) | (isRaw ? RAW : 0));
      if (gap > 0) {
        out.writeVarint(gap);
      }
      if (isRaw) {
        out.writeFixed64(valueBits);
      } else {
        out.writeSigned(whole - lastWhole);
        lastWhole = whole;
      }
      nextSlot = lastSlot + 1;
    }
  }

  /**
   * Reads all runs of a series.
   *
   * @param in reads the bytes of runs and nothing else
   * @throws MalformedFrameException if the bytes are malformed, or the runs are longer than any
   *     series
   */
  static void read(WireReader in, long firstSlot, Sink sink) {
    long nextSlot = firstSlot;
    long lastWhole = 0;
    while (in.hasMore()) {
      int head = in.readCount(Integer.MAX_VALUE);
      if ((head & GAP) != 0) {
        nextSlot += in.readCount(Integer.MAX_VALUE);
      }
      long valueBits;
      if ((head & RAW) != 0) {
        valueBits = in.readFixed64();
      } else {
        lastWhole += in.readSigned();
        valueBits = Double.doubleToRawLongBits((double) lastWhole);
      }
      long lastSlot = nextSlot + (head >>> SHIFT);
      if (lastSlot - firstSlot >= SLOTS_MAX) {
        throw new MalformedFrameException("a series of " + (lastSlot - firstSlot) + " slots");
      }
      sink.run(nextSlot, lastSlot, valueBits);
      nextSlot = lastSlot + 1;
    }
  }
}
