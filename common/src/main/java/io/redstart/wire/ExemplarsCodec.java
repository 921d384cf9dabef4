// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.Exemplars;

/**
 * Reads and writes the bytes of {@link Exemplars}, the same in messages and in stored rows: nothing
 * for none, otherwise
 *
 * <pre>
 *   count     varint: twice the number of exemplars, plus 1 if there were more traces than places
 *   each:
 *     trace   16 bytes
 *     span    8 bytes
 *     badness varint: twice the duration in nanoseconds, plus 1 if the span failed
 * </pre>
 */
public final class ExemplarsCodec {
  private static final int IDS_BYTES = 3 * Long.BYTES;
  private static final int COUNT_MAX_BYTES = 2;
  private static final int VARINT_MAX_BYTES = 10;

  private ExemplarsCodec() {}

  /** Writes exemplars; nothing if there are none. */
  public static void write(Exemplars exemplars, WireWriter out) {
    int size = exemplars.size();
    if (size == 0) {
      return;
    }
    out.writeVarint(size * 2 + (exemplars.isSampled() ? 1 : 0));
    for (int i = 0; i < size; i++) {
      out.writeFixed64(exemplars.traceHigh(i))
          .writeFixed64(exemplars.traceLow(i))
          .writeFixed64(exemplars.spanId(i))
          .writeVarint(exemplars.nanos(i) << 1 | (exemplars.hasFailed(i) ? 1 : 0));
    }
  }

  /** Returns the largest size in bytes of {@code size} exemplars, 1 or more. */
  public static int maxBytes(int size) {
    return COUNT_MAX_BYTES + size * (IDS_BYTES + VARINT_MAX_BYTES);
  }

  /**
   * Reads exemplars, if any bytes are left, and offers them to {@code target}.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  public static void readInto(WireReader in, Exemplars target) {
    if (!in.hasMore()) {
      return;
    }
    int count = in.readCount(Exemplars.PLACES_MAX * 2 + 1);
    for (int i = 0; i < count / 2; i++) {
      long traceHigh = in.readFixed64();
      long traceLow = in.readFixed64();
      long spanId = in.readFixed64();
      long badness = in.readVarint();
      target.offer(traceHigh, traceLow, spanId, badness >>> 1, (badness & 1) != 0);
    }
    if ((count & 1) != 0) {
      target.sample();
    }
  }

  /**
   * Checks that the remaining bytes are exemplars, or that none remain.
   *
   * @throws MalformedFrameException if they are malformed
   */
  public static void check(WireReader in) {
    if (!in.hasMore()) {
      return;
    }
    int count = in.readCount(Exemplars.PLACES_MAX * 2 + 1) / 2;
    for (int i = 0; i < count; i++) {
      in.skip(IDS_BYTES);
      in.readVarint();
    }
    if (in.hasMore()) {
      throw new MalformedFrameException("bytes after " + count + " exemplars at " + in.position());
    }
  }
}
