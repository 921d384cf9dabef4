// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import java.util.Arrays;

/** The positions of messages that are read on demand, so that unread ones cost next to nothing. */
abstract class FoundMessages {
  private static final byte[] NO_BYTES = {};

  /** Larger arrays are released: a request of 16 MiB may hold 8 million empty attributes. */
  private static final int KEPT_MAX = 1024;

  final ProtoReader reader = new ProtoReader();
  private final int kept;
  byte[] bytes = NO_BYTES;
  int origin;
  int[] offsets;
  int[] lengths;
  private int size;

  /**
   * Makes an empty list.
   *
   * @param kept how many messages it has room for
   */
  FoundMessages(int kept) {
    this.kept = kept;
    this.offsets = new int[kept];
    this.lengths = new int[kept];
  }

  final void clear(byte[] newBytes, int newOrigin) {
    bytes = newBytes;
    origin = newOrigin;
    size = 0;
    if (offsets.length > KEPT_MAX) {
      offsets = new int[kept];
      lengths = new int[kept];
    }
  }

  final void add(int offset, int length) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
      lengths = Arrays.copyOf(lengths, size * 2);
    }
    offsets[size] = offset;
    lengths[size] = length;
    size++;
  }

  /** Returns the number of messages. */
  public int size() {
    return size;
  }
}
