// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import io.redstart.model.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An append-only journal of numbered records in a folder. A record is durable once {@link #sync}
 * has returned. The numbers begin at 1 and have no gaps, over files and restarts.
 *
 * <p>A file is called {@code journal-} and the number of its first commit in 20 digits, then {@code
 * .log}. Numbers are big-endian; checksums are CRC-32C:
 *
 * <pre>
 *   head, 32 bytes:
 *     magic         4 bytes, "RSJ" and the format's version, 1
 *     store id     16 bytes
 *     first commit  8 bytes, as in the file's name
 *     checksum      4 bytes, of the 28 before
 *   each record:
 *     length        4 bytes, of what follows the checksum: 8 to 268,435,456
 *     checksum      4 bytes, of what follows it
 *     commit        8 bytes, one more than that of the record before
 *     items         the rest
 * </pre>
 *
 * <p>Zeros may follow the last record: room for the next ones.
 *
 * <p>A file is created with its first record. All of a file is durable before the next one is
 * created, so a crash can only tear the tail of the last file. The side file {@code acknowledged}
 * ({@link AcknowledgedFile}) holds the number of the last commit that is durable.
 *
 * <p>Opening accepts what a crash can leave behind:
 *
 * <ul>
 *   <li>a torn tail: bytes that are no sound record, at the end of the last file, after the commit
 *       of the side file. They are cut off;
 *   <li>a last file without a sound record, created after that commit. It is deleted;
 *   <li>files whose records are all before the first commit that the key-value store needs. They
 *       are deleted.
 * </ul>
 *
 * <p>All else is a {@link DamagedJournalException}: a gap, a missing file, an end before the
 * acknowledged commit, a bad record elsewhere, another store's file. If the side file is older than
 * the last sync, as after a power cut, or missing, or unreadable, damage after its number passes
 * for a torn tail. But a folder without files and side file is refused if the store had a journal.
 *
 * <p>Used by one thread at a time, except {@link #sizeBytes}. <b>That thread must not be
 * interrupted:</b> an interrupt closes the file that is being written, and so breaks the journal.
 * After any exception of {@link #append}, {@link #sync} or {@link #beginFile}, and after {@link
 * #close}, these methods and {@link #deleteBefore} throw. What was appended since the last sync may
 * then be in the journal or not; only opening it again shows.
 */
public final class Journal implements AutoCloseable {
  /** A file that has reached this size gets no more records. */
  static final long FILE_MAX_BYTES = 64 << 20;

  /** The largest number of bytes in a record. */
  public static final int ITEMS_MAX_BYTES = RecordFormat.ITEMS_MAX_BYTES;

  private final JournalFolder folder;
  private final StoreId store;
  private final AcknowledgedFile acknowledged;
  private final List<JournalFile> complete;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(FileAppender.BUFFER_BYTES);
  private final long cutBytes;
  private @Nullable FileAppender current;
  private long lastCommit;
  private long syncedCommit;

  /** Also set while a method writes: only one that ends well clears it. */
  private boolean isBroken;

  private volatile long sizeBytes;

  private Journal(JournalFolder folder, StoreId store, Recovery recovery) {
    this.folder = folder;
    this.store = store;
    this.acknowledged = recovery.acknowledged();
    this.complete = recovery.files();
    this.cutBytes = recovery.cutBytes();
    this.lastCommit = recovery.lastCommit();
    this.syncedCommit = lastCommit;
    measure();
  }

  /**
   * Opens the journal in a folder, whose parent must exist. Checks all files before the first
   * record is visited, and changes nothing on disk before the last one was. When it returns, all
   * visited records are durable, and the next one goes to a new file.
   *
   * @param firstKeptCommit the first commit that was not yet saved elsewhere, as returned by {@link
   *     #firstKeptAfter}; 0 for a store that never had a journal
   * @throws DamagedJournalException if acknowledged records may be missing
   */
  public static Journal open(
      Path folder, StoreId store, long firstKeptCommit, RecordVisitor visitor) throws IOException {
    return open(folder, store, firstKeptCommit, visitor, FileChannel::open);
  }

  static Journal open(
      Path path, StoreId store, long firstKeptCommit, RecordVisitor visitor, ChannelOpener opener)
      throws IOException {
    if (firstKeptCommit < 0) {
      throw new IllegalArgumentException("first kept commit " + firstKeptCommit);
    }
    JournalFolder folder = new JournalFolder(path, opener);
    if (firstKeptCommit == 0) {
      folder.create();
    }
    return new Journal(folder, store, Recovery.run(folder, store, firstKeptCommit, visitor));
  }

  /**
   * Checks the journal in a folder as {@link #open} does and visits its records, but changes nothing
   * on disk. Nobody may write the journal meanwhile.
   *
   * @throws DamagedJournalException if acknowledged records may be missing
   */
  public static JournalContents check(
      Path path, StoreId store, long firstKeptCommit, RecordVisitor visitor) throws IOException {
    JournalFolder folder = new JournalFolder(path, FileChannel::open);
    JournalCheck check = JournalCheck.of(folder, store, firstKeptCommit);
    for (JournalFile file : check.kept()) {
      Recovery.visit(folder, file, visitor);
    }
    return JournalContents.of(check);
  }

  /**
   * Appends a record, which is not durable before {@link #sync}. The items are not kept.
   *
   * @return the number of the commit: one more than that of the record before
   * @throws IOException if the record was not written as a whole; the journal is then broken
   */
  public long append(byte[] items, int offset, int length, long largestStampMillis)
      throws IOException {
    Objects.checkFromIndexSize(offset, length, items.length);
    if (length > ITEMS_MAX_BYTES) {
      throw new IllegalArgumentException(
          "a record of " + length + " bytes, at most " + ITEMS_MAX_BYTES);
    }
    enter();
    if (current != null && current.sizeBytes() >= FILE_MAX_BYTES) {
      completeFile(current);
    }
    if (current == null) {
      current = FileAppender.create(folder, store, lastCommit + 1, buffer);
    }
    lastCommit = current.append(items, offset, length, largestStampMillis);
    measure();
    leave();
    return lastCommit;
  }

  /**
   * Makes all records durable. A failure breaks the journal: the records may be durable or not, and
   * must be neither acknowledged nor refused.
   */
  public void sync() throws IOException {
    enter();
    if (current != null) {
      sync(current);
    }
    leave();
  }

  private void sync(FileAppender file) throws IOException {
    if (syncedCommit < lastCommit) {
      file.sync();
      acknowledged.write(lastCommit);
      syncedCommit = lastCommit;
    }
  }

  /** Makes all records durable and lets the next one begin a new file. */
  public void beginFile() throws IOException {
    enter();
    if (current != null) {
      completeFile(current);
    }
    leave();
  }

  private void completeFile(FileAppender file) throws IOException {
    file.trim();
    sync(file);
    acknowledged.sync();
    file.close();
    complete.add(file.complete());
    current = null;
  }

  /**
   * Returns the first commit that is still needed once everything stamped up to {@code
   * throughMillis} is saved elsewhere. Whole files are needed or not; the file that is appended to
   * is always needed.
   */
  public long firstKeptAfter(long throughMillis) {
    for (JournalFile file : complete) {
      if (file.largestStampMillis() > throughMillis) {
        return file.firstCommit();
      }
    }
    return current == null ? lastCommit + 1 : current.firstCommit();
  }

  /**
   * Deletes leading files whose commits are all before {@code commit}. The caller has made durable
   * that these are not needed. After a failure, which does not break the journal, the call can be
   * repeated; files that remain are deleted when the journal is opened.
   */
  public void deleteBefore(long commit) throws IOException {
    requireSound();
    boolean isAnyDeleted = false;
    while (!complete.isEmpty() && complete.get(0).lastCommit() < commit) {
      Files.deleteIfExists(complete.get(0).path());
      complete.remove(0);
      isAnyDeleted = true;
    }
    if (isAnyDeleted) {
      measure();
      folder.sync();
    }
  }

  /** Returns a reader of the records from a commit on. Any thread may call it and use the reader. */
  public JournalReader reader(long fromCommit) {
    return new JournalReader(folder, fromCommit);
  }

  /** Returns the size of all files without the side file. Any thread may ask. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Returns the number of the last commit appended, or 0. */
  public long lastCommit() {
    return lastCommit;
  }

  /** Returns how many bytes of a torn tail were cut off when the journal was opened. */
  public long cutBytes() {
    return cutBytes;
  }

  /**
   * Returns the files of a backup in the order in which they must be copied: first the side file,
   * so that its commit is in the files, then the files with the records. The side file and the last
   * file must be copied, not linked: they will be written again.
   */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    files.add(folder.acknowledged());
    complete.forEach(file -> files.add(file.path()));
    if (current != null) {
      files.add(current.path());
    }
    return files;
  }

  private void measure() {
    long total = current == null ? 0 : current.sizeBytes();
    for (JournalFile file : complete) {
      total += file.sizeBytes();
    }
    sizeBytes = total;
  }

  private void enter() throws IOException {
    requireSound();
    isBroken = true;
  }

  private void leave() {
    isBroken = false;
  }

  private void requireSound() throws IOException {
    if (isBroken) {
      throw new IOException("the journal in " + folder.path() + " is closed or failed before");
    }
  }

  /** Closes the files without a sync: what was appended since the last one may be lost. */
  @Override
  public void close() throws IOException {
    isBroken = true;
    try {
      if (current != null) {
        current.close();
      }
    } finally {
      acknowledged.close();
    }
  }
}
