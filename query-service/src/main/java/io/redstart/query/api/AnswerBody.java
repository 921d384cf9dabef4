// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.vertx.core.buffer.Buffer;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects bytes in chunks, so that a large answer is neither copied to grow nor handed to the
 * network at once.
 */
final class AnswerBody extends OutputStream {
  static final int CHUNK_BYTES = 64 * 1024;

  private static final int FIRST_CHUNK_BYTES = 1024;

  private final List<Buffer> full = new ArrayList<>();
  private byte[] chunk = new byte[FIRST_CHUNK_BYTES];
  private int size;

  @Override
  public void write(int value) {
    ensureRoom();
    chunk[size++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      ensureRoom();
      int part = Math.min(end - from, chunk.length - size);
      System.arraycopy(bytes, from, chunk, size, part);
      size += part;
      from += part;
    }
  }

  private void ensureRoom() {
    if (size < chunk.length) {
      return;
    }
    if (chunk.length < CHUNK_BYTES) {
      chunk = Arrays.copyOf(chunk, Math.min(CHUNK_BYTES, chunk.length * 4));
    } else {
      full.add(Buffer.buffer(chunk));
      chunk = new byte[CHUNK_BYTES];
      size = 0;
    }
  }

  /** Returns everything that was written, in order. */
  List<Buffer> chunks() {
    List<Buffer> all = new ArrayList<>(full);
    if (size > 0) {
      all.add(Buffer.buffer(Arrays.copyOf(chunk, size)));
    }
    return all;
  }
}
