// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads one file of the journal from its head to the first byte that is not of a sound record. */
final class RecordReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final FileChannel channel;
  private final long fileBytes;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final byte[] prefix = new byte[RecordFormat.PREFIX_BYTES];
  private final CRC32C checksum = new CRC32C();
  private byte[] body = new byte[RecordFormat.COMMIT_BYTES];
  private int bodyBytes;
  private long soundBytes;
  private long unusedBytes;
  private @Nullable String problem;

  RecordReader(JournalFolder folder, Path file) throws IOException {
    this.channel = folder.open(file, READ);
    try {
      this.fileBytes = channel.size();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Reads the head; returns null, and can read on, if it is cut off or its checksum is wrong. */
  @Nullable
  FileHead readHead() throws IOException {
    if (fileBytes < FileHead.BYTES) {
      soundBytes = fileBytes;
      return null;
    }
    byte[] head = new byte[FileHead.BYTES];
    readFully(head, FileHead.BYTES);
    soundBytes = FileHead.BYTES;
    return FileHead.read(ByteBuffer.wrap(head));
  }

  /** Reads the next record. Returns false at the end, and at bytes that are no sound record. */
  boolean next() throws IOException {
    problem = null;
    long leftBytes = fileBytes - soundBytes;
    if (leftBytes == 0) {
      return false;
    }
    int prefixBytes = (int) Math.min(RecordFormat.PREFIX_BYTES, leftBytes);
    readFully(prefix, prefixBytes);
    if (isZero(prefix, prefixBytes) && isZeroFrom(soundBytes + prefixBytes)) {
      unusedBytes = leftBytes;
      return false;
    }
    if (prefixBytes < RecordFormat.PREFIX_BYTES) {
      return fail("the file ends within a record");
    }
    int length = ByteBuffer.wrap(prefix).getInt();
    if (length < RecordFormat.COMMIT_BYTES || length > RecordFormat.BODY_MAX_BYTES) {
      return fail("a record has the impossible length " + length);
    }
    if (length > leftBytes - RecordFormat.PREFIX_BYTES) {
      return fail("a record of " + length + " bytes exceeds the end of the file");
    }
    readBody(length);
    if (ByteBuffer.wrap(prefix).getInt(Integer.BYTES) != (int) checksum.getValue()) {
      return fail("the checksum of a record is wrong");
    }
    soundBytes += RecordFormat.PREFIX_BYTES + length;
    return true;
  }

  private static boolean isZero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Reads on; a length of 0 has no record, so nothing is read afterwards. */
  private boolean isZeroFrom(long offset) throws IOException {
    boolean zero = true;
    for (long at = offset; zero && at < fileBytes; at++) {
      if (!buffer.hasRemaining()) {
        fill();
      }
      zero = buffer.get() == 0;
    }
    return zero;
  }

  private boolean fail(String reason) {
    problem = reason;
    return false;
  }

  private void readBody(int length) throws IOException {
    if (body.length < length) {
      body =
          new byte[(int) Math.min(RecordFormat.BODY_MAX_BYTES, Math.max(length, 2L * body.length))];
    }
    bodyBytes = length;
    readFully(body, length);
    checksum.reset();
    checksum.update(body, 0, length);
  }

  private void readFully(byte[] target, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (!buffer.hasRemaining()) {
        fill();
      }
      int part = Math.min(length - done, buffer.remaining());
      buffer.get(target, done, part);
      done += part;
    }
  }

  private void fill() throws IOException {
    buffer.clear();
    int read = channel.read(buffer);
    buffer.flip();
    if (read <= 0) {
      throw new EOFException("file became shorter than " + fileBytes + " bytes");
    }
  }

  /** Returns why the last call of {@link #next} found no record, or null at the end of the file. */
  @Nullable
  String problem() {
    return problem;
  }

  /** Returns the size of the head and of the sound records that were read. */
  long soundBytes() {
    return soundBytes;
  }

  /** Returns how many zeros follow the last record: room that was reserved and not used. */
  long unusedBytes() {
    return unusedBytes;
  }

  long fileBytes() {
    return fileBytes;
  }

  long commit() {
    return ByteBuffer.wrap(body).getLong();
  }

  long visit(RecordVisitor visitor) {
    return visitor.record(
        commit(), body, RecordFormat.COMMIT_BYTES, bodyBytes - RecordFormat.COMMIT_BYTES);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
