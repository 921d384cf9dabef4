// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The file that records are appended to. After an exception its content is unknown, and only {@link
 * #close} may follow.
 */
final class FileAppender implements AutoCloseable {
  /** The size of the memory through which bytes reach the file, whatever the size of a record. */
  static final int BUFFER_BYTES = 256 << 10;

  /** The most room that is reserved at once. */
  static final int ROOM_MAX_BYTES = 4 << 20;

  /** A file smaller than this reserves no room. */
  static final int ROOM_FROM_BYTES = 64 << 10;

  private final JournalFolder folder;
  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private final CRC32C checksum = new CRC32C();
  private final long firstCommit;
  private long nextCommit;
  private long sizeBytes;
  /** The size of the file: what was written, and zeros for what comes. */
  private long reservedBytes;

  private long largestStampMillis = Long.MIN_VALUE;
  private boolean isNameDurable;

  private FileAppender(
      JournalFolder folder, Path path, FileChannel channel, ByteBuffer buffer, long firstCommit) {
    this.folder = folder;
    this.path = path;
    this.channel = channel;
    this.buffer = buffer;
    this.firstCommit = firstCommit;
    this.nextCommit = firstCommit;
  }

  /** Creates a file with a head; its name and content are durable after {@link #sync}. */
  static FileAppender create(
      JournalFolder folder, StoreId store, long firstCommit, ByteBuffer buffer) throws IOException {
    Path path = folder.file(firstCommit);
    FileChannel channel = folder.open(path, CREATE_NEW, WRITE);
    FileAppender file = new FileAppender(folder, path, channel, buffer, firstCommit);
    try {
      buffer.clear();
      new FileHead(store, firstCommit).write(buffer);
      file.writeBuffer();
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Appends a record and returns its number. */
  long append(byte[] items, int offset, int length, long largestStampMillis) throws IOException {
    reserve(RecordFormat.PREFIX_BYTES + RecordFormat.COMMIT_BYTES + length);
    beginRecord(items, offset, length);
    int done = 0;
    do {
      int part = Math.min(length - done, buffer.remaining());
      buffer.put(items, offset + done, part);
      done += part;
      writeBuffer();
      buffer.clear();
    } while (done < length);
    this.largestStampMillis = Math.max(this.largestStampMillis, largestStampMillis);
    return nextCommit++;
  }

  /** Puts all that stands before the items into the buffer. */
  private void beginRecord(byte[] items, int offset, int length) {
    int itemsAt = RecordFormat.PREFIX_BYTES + RecordFormat.COMMIT_BYTES;
    buffer.clear().putLong(RecordFormat.PREFIX_BYTES, nextCommit);
    checksum.reset();
    checksum.update(buffer.duplicate().limit(itemsAt).position(RecordFormat.PREFIX_BYTES));
    checksum.update(items, offset, length);
    buffer.putInt(RecordFormat.COMMIT_BYTES + length).putInt((int) checksum.getValue());
    buffer.position(itemsAt);
  }

  /** A short write is an error: the disk is full, and a rest that fits by chance proves nothing. */
  private void writeBuffer() throws IOException {
    int expected = buffer.flip().remaining();
    int written = channel.write(buffer, sizeBytes);
    if (written != expected) {
      throw new IOException(
          "short write of " + path + ": " + written + " of " + expected + " bytes");
    }
    sizeBytes += written;
    reservedBytes = Math.max(reservedBytes, sizeBytes);
  }

  /**
   * Writes zeros ahead of the records. Then a sync need not save a new size and new blocks of the
   * file as well, which takes about twice the time and the CPU. Without space for room, a record may
   * still fit: then there is none.
   */
  private void reserve(int recordBytes) throws IOException {
    if (sizeBytes < ROOM_FROM_BYTES || sizeBytes + recordBytes <= reservedBytes) {
      return;
    }
    long wanted = sizeBytes + recordBytes + Math.min(ROOM_MAX_BYTES, sizeBytes);
    try {
      while (reservedBytes < wanted) {
        writeZeros((int) Math.min(buffer.capacity(), wanted - reservedBytes));
      }
    } catch (IOException e) {
      channel.truncate(sizeBytes);
      reservedBytes = sizeBytes;
    }
  }

  private void writeZeros(int length) throws IOException {
    buffer.clear().limit(length);
    clearBuffer();
    int written = channel.write(buffer, reservedBytes);
    if (written != length) {
      throw new IOException("short write of " + path);
    }
    reservedBytes += written;
  }

  private void clearBuffer() {
    while (buffer.remaining() >= Long.BYTES) {
      buffer.putLong(0);
    }
    while (buffer.hasRemaining()) {
      buffer.put((byte) 0);
    }
    buffer.flip();
  }

  /** Gives back the room that no record used. */
  void trim() throws IOException {
    if (reservedBytes > sizeBytes) {
      channel.truncate(sizeBytes);
      reservedBytes = sizeBytes;
    }
  }

  /** Makes all records durable. */
  void sync() throws IOException {
    channel.force(false);
    if (!isNameDurable) {
      folder.sync();
      isNameDurable = true;
    }
  }

  Path path() {
    return path;
  }

  long firstCommit() {
    return firstCommit;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Returns this file as a complete one. */
  JournalFile complete() {
    return new JournalFile(path, firstCommit, nextCommit - 1, sizeBytes, largestStampMillis);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
