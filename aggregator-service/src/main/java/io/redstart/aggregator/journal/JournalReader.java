// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import static java.nio.file.StandardOpenOption.READ;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a journal in their order while another thread appends to it. It keeps the
 * place that it has reached, so reading what was just appended costs one system call. Used by one
 * thread at a time.
 */
public final class JournalReader implements AutoCloseable {
  /** Length, checksum and commit of a record. */
  private static final int START_BYTES = RecordFormat.PREFIX_BYTES + RecordFormat.COMMIT_BYTES;

  private static final int NOTHING = -1;

  private final JournalFolder folder;
  private final ByteBuffer start = ByteBuffer.allocate(START_BYTES);
  private long nextCommit;
  private @Nullable FileChannel file;
  private long position;

  JournalReader(JournalFolder folder, long fromCommit) {
    this.folder = folder;
    this.nextCommit = fromCommit;
  }

  /** Returns the number of the record that is read next. */
  public long nextCommit() {
    return nextCommit;
  }

  /** Returns whether the next record, which was appended, is in the journal still. */
  public boolean hasNext() throws IOException {
    return nextLength() != NOTHING;
  }

  /**
   * Reads on.
   *
   * @param throughCommit the last record to read; it must have been appended as a whole
   * @param maxBytes where to stop; a first record that is larger is read all the same
   * @return the next records; empty if the journal has deleted them
   */
  public Optional<RecordRun> read(long throughCommit, int maxBytes) throws IOException {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    while (nextCommit <= throughCommit) {
      int length = nextLength();
      if (length == NOTHING) {
        return Optional.empty();
      }
      if (records.size() > 0 && records.size() + length > maxBytes) {
        break;
      }
      byte[] record = new byte[length];
      readFully(ByteBuffer.wrap(record), position);
      records.writeBytes(record);
      position += length;
      nextCommit++;
    }
    return Optional.of(RecordRun.of(records.toByteArray()));
  }

  /** Returns the length of the next record, whose file is open then. */
  private int nextLength() throws IOException {
    int length = file == null ? NOTHING : lengthHere();
    if (length != NOTHING) {
      return length;
    }
    // The record is the first of the next file, or this is the first call.
    Path next = file == null ? fileOf(nextCommit) : folder.file(nextCommit);
    if (next == null || !open(next)) {
      return NOTHING;
    }
    return seek(JournalFolder.firstCommit(next));
  }

  private @Nullable Path fileOf(long commit) throws IOException {
    Path found = null;
    for (Path one : folder.files()) {
      found = JournalFolder.firstCommit(one) <= commit ? one : found;
    }
    return found;
  }

  private boolean open(Path path) throws IOException {
    close();
    try {
      file = folder.open(path, READ);
      position = FileHead.BYTES;
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Skips the records of the open file that are before the next one. */
  private int seek(long firstCommit) throws IOException {
    for (long commit = firstCommit; commit < nextCommit; commit++) {
      int length = length(commit);
      if (length == NOTHING) {
        return NOTHING;
      }
      position += length;
    }
    return lengthHere();
  }

  private int lengthHere() throws IOException {
    return length(nextCommit);
  }

  /** Returns the length of the record at the position; nothing if no record begins there. */
  private int length(long commit) throws IOException {
    Arrays.fill(start.array(), (byte) 0);
    start.clear();
    boolean isWhole = read(start, position);
    int body = start.getInt(0);
    if (!isWhole || body == 0) {
      return NOTHING;
    }
    if (body < RecordFormat.COMMIT_BYTES
        || body > RecordFormat.BODY_MAX_BYTES
        || start.getLong(RecordFormat.PREFIX_BYTES) != commit) {
      throw new IOException(
          "no commit " + commit + " at byte " + position + " of a file in " + folder.path());
    }
    return RecordFormat.PREFIX_BYTES + body;
  }

  private void readFully(ByteBuffer target, long at) throws IOException {
    if (!read(target, at)) {
      throw new IOException("commit " + nextCommit + " is cut off in " + folder.path());
    }
  }

  private boolean read(ByteBuffer target, long at) throws IOException {
    FileChannel open = file;
    int done = 0;
    while (open != null && target.hasRemaining()) {
      int read = open.read(target, at + done);
      if (read < 0) {
        return false;
      }
      done += read;
    }
    return open != null;
  }

  @Override
  public void close() throws IOException {
    FileChannel open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
