// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.CellLayout;

/**
 * Reads and writes a {@link CellLayout}: a varint count of configured bounds, then each bound's
 * difference from the previous one in nanoseconds as a varint.
 */
public final class LayoutCodec {
  private LayoutCodec() {}

  /** Writes a layout. */
  public static void write(CellLayout layout, WireWriter out) {
    out.writeVarint(layout.boundCount());
    long previous = 0;
    for (int i = 0; i < layout.boundCount(); i++) {
      out.writeVarint(layout.boundNanos(i) - previous);
      previous = layout.boundNanos(i);
    }
  }

  /** Reads a layout. Returns {@code known} if it is the same. */
  public static CellLayout read(WireReader in, CellLayout known) {
    long[] bounds = new long[in.readCount(CellLayout.BOUNDS_MAX)];
    boolean same = bounds.length == known.boundCount();
    long bound = 0;
    for (int i = 0; i < bounds.length; i++) {
      bound += in.readVarint();
      bounds[i] = bound;
      same = same && known.boundNanos(i) == bound;
    }
    if (same) {
      return known;
    }
    try {
      return CellLayout.of(bounds);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage() + ", byte " + in.position());
    }
  }
}
