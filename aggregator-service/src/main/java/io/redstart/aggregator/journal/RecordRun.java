// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Consecutive records as they stand in a journal, byte for byte, so that another journal can append
 * them. The bytes are those of {@link Journal}'s records, without a head.
 */
public final class RecordRun {
  private final byte[] bytes;
  private final long firstCommit;
  private final long lastCommit;

  private RecordRun(byte[] bytes, long firstCommit, long lastCommit) {
    this.bytes = bytes;
    this.firstCommit = firstCommit;
    this.lastCommit = lastCommit;
  }

  /**
   * Checks lengths, checksums and numbers. Keeps the array.
   *
   * @throws IllegalArgumentException if the bytes are not consecutive, sound records, at least one
   */
  public static RecordRun of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CRC32C checksum = new CRC32C();
    long first = 0;
    long last = 0;
    do {
      int at = in.position();
      int length = bodyLength(in, at);
      int expected = in.getInt();
      checksum.reset();
      checksum.update(bytes, in.position(), length);
      if (expected != (int) checksum.getValue()) {
        throw malformed("the checksum is wrong", at);
      }
      long commit = in.getLong();
      if (at > 0 && commit != last + 1) {
        throw malformed("commit " + commit + " follows " + last, at);
      }
      first = at == 0 ? commit : first;
      last = commit;
      in.position(in.position() + length - RecordFormat.COMMIT_BYTES);
    } while (in.hasRemaining());
    return new RecordRun(bytes, first, last);
  }

  private static int bodyLength(ByteBuffer in, int at) {
    if (in.remaining() < RecordFormat.PREFIX_BYTES) {
      throw malformed(in.remaining() + " bytes are no record", at);
    }
    int length = in.getInt();
    int leftBytes = in.remaining() - Integer.BYTES;
    if (length < RecordFormat.COMMIT_BYTES || length > leftBytes) {
      throw malformed("length " + length + ", " + leftBytes + " bytes left", at);
    }
    return length;
  }

  private static IllegalArgumentException malformed(String problem, int atByte) {
    return new IllegalArgumentException("malformed record at byte " + atByte + ": " + problem);
  }

  /** Returns the records' bytes, which must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the number of the first record. */
  public long firstCommit() {
    return firstCommit;
  }

  /** Returns the number of the last record. */
  public long lastCommit() {
    return lastCommit;
  }

  /** What receives the records. */
  @FunctionalInterface
  public interface Sink<X extends Exception> {
    /** Receives the items of one record, which stand in the array of all. */
    void record(long commit, byte[] array, int offset, int length) throws X;
  }

  /** Visits the records in their order. */
  public <X extends Exception> void forEach(Sink<X> sink) throws X {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      int length = in.getInt() - RecordFormat.COMMIT_BYTES;
      in.getInt();
      long commit = in.getLong();
      int offset = in.position();
      sink.record(commit, bytes, offset, length);
      in.position(offset + length);
    }
  }
}
