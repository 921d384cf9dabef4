// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import io.vertx.core.buffer.Buffer;
import java.io.OutputStream;
import java.util.Arrays;

/** Collects the bytes of an answer until {@link #take} returns them as a chunk. */
final class AnswerBody extends OutputStream {
  /** The size of a full chunk; the write that fills it may make it a little larger. */
  static final int CHUNK_BYTES = 64 * 1024;

  private static final int FIRST_BYTES = 1024;

  private byte[] chunk = new byte[FIRST_BYTES];
  private int size;

  @Override
  public void write(int value) {
    ensureRoom(1);
    chunk[size++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    ensureRoom(length);
    System.arraycopy(bytes, offset, chunk, size, length);
    size += length;
  }

  private void ensureRoom(int more) {
    if (size + more > chunk.length) {
      chunk = Arrays.copyOf(chunk, Math.max(size + more, 2 * chunk.length));
    }
  }

  /** Returns whether there are enough bytes for a chunk. */
  boolean isFull() {
    return size >= CHUNK_BYTES;
  }

  /** Returns the bytes written since the last call. The array stays, as the next chunk fills it. */
  Buffer take() {
    Buffer taken = Buffer.buffer(Arrays.copyOf(chunk, size));
    size = 0;
    return taken;
  }
}
