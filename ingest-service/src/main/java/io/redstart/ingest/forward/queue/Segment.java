// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file of the queue. Records are only appended, by the process that created the file. */
final class Segment {
  /** Where the first record begins. */
  static final long FIRST_OFFSET = Long.BYTES;

  private final long number;
  private final Path file;
  private final FileChannel channel;
  private long sizeBytes;
  private boolean isTorn;

  /** How many bytes are on disk for sure, and how many there were at the previous second. */
  private volatile long syncedBytes;

  private long settledBytes;

  private Segment(long number, Path file, FileChannel channel, long sizeBytes) {
    this.number = number;
    this.file = file;
    this.channel = channel;
    this.sizeBytes = sizeBytes;
  }

  /** Creates an empty segment. */
  static Segment create(QueueFolder folder, long number, ByteBuffer buffer) throws IOException {
    Path file = folder.segment(number);
    FileChannel channel = FileChannel.open(file, CREATE_NEW, READ, WRITE);
    Segment segment = new Segment(number, file, channel, 0);
    try {
      buffer.clear().putLong(RecordHead.MAGIC);
      segment.write(buffer);
      return segment;
    } catch (IOException e) {
      segment.delete();
      throw e;
    }
  }

  /** Opens a segment of an earlier process, for reading. */
  static Segment open(QueueFolder folder, long number) throws IOException {
    Path file = folder.segment(number);
    FileChannel channel = FileChannel.open(file, READ);
    Segment segment = new Segment(number, file, channel, channel.size());
    segment.syncedBytes = segment.sizeBytes;
    return segment;
  }

  long number() {
    return number;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Returns whether it begins as a segment does. */
  boolean isKnown() throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(Long.BYTES);
    return read(magic, 0) && magic.getLong(0) == RecordHead.MAGIC;
  }

  /** Returns whether a failed write left something behind its last record. */
  boolean isTorn() {
    return isTorn;
  }

  /**
   * Appends a record.
   *
   * @param buffer any direct buffer, to copy through
   * @throws IOException if it was not written; the segment is then as before, or {@link #isTorn}
   */
  void append(RecordHead head, byte[] payload, ByteBuffer buffer) throws IOException {
    long before = sizeBytes;
    try {
      head.write(buffer.clear());
      int copied = 0;
      do {
        int more = Math.min(buffer.remaining(), payload.length - copied);
        buffer.put(payload, copied, more);
        copied += more;
        write(buffer);
        buffer.clear();
      } while (copied < payload.length);
    } catch (IOException e) {
      cutTo(before, e);
      throw e;
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      sizeBytes += channel.write(buffer, sizeBytes);
    }
  }

  private void cutTo(long lengthBytes, IOException cause) {
    sizeBytes = lengthBytes;
    try {
      channel.truncate(lengthBytes);
    } catch (IOException e) {
      isTorn = true;
      cause.addSuppressed(e);
    }
  }

  /** Returns the head of the record at an offset, or null if it is cut off or damaged. */
  @Nullable
  RecordHead headAt(long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(RecordHead.BYTES);
    RecordHead head = read(bytes, offset) ? RecordHead.read(bytes) : null;
    return head != null && offset + head.recordBytes() <= sizeBytes ? head : null;
  }

  /** Returns the request of the record at an offset, or null if it is damaged. */
  byte @Nullable [] payloadAt(long offset, RecordHead head) throws IOException {
    byte[] payload = new byte[head.length()];
    boolean isRead = read(ByteBuffer.wrap(payload), offset + RecordHead.BYTES);
    return isRead && head.isOf(payload) ? payload : null;
  }

  /** Fills a buffer; returns whether the segment had that many bytes. */
  private boolean read(ByteBuffer buffer, long offset) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Notes that a second has passed. Returns whether records before the previous second, and behind
   * an offset, are not on disk yet.
   */
  boolean settle(long fromOffset) {
    boolean isDue = syncedBytes < settledBytes && fromOffset < settledBytes;
    settledBytes = sizeBytes;
    return isDue;
  }

  /** Makes the first bytes durable. Any thread. */
  void sync(long lengthBytes) throws IOException {
    channel.force(false);
    syncedBytes = Math.max(syncedBytes, lengthBytes);
  }

  /** Returns whether it can still be read and written: it was not deleted. Any thread. */
  boolean isOpen() {
    return channel.isOpen();
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  void close() throws IOException {
    channel.close();
  }
}
