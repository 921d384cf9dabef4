// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.keyvalue.KeyValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The disk below a store: what is open on it, and whether it has room (docs/rules.md, D8).
 *
 * <pre>
 *   redstart-data/
 *     lock              who uses the folder
 *     rows/             RocksDB: chunks, label sets, totals
 *     journal/          journal-….log, acknowledged
 * </pre>
 */
final class StoreDisk implements AutoCloseable {
  static final String ROWS = "rows";
  static final String JOURNAL = "journal";

  /** Batches are refused while the journal is larger. */
  static final long JOURNAL_MAX_BYTES = 1L << 30;

  private final Path folder;
  private final long minFreeBytes;
  private final StoreLock lock;
  private final KeyValues keyValues;
  private final Journal journal;
  private final Committer committer;
  private final BackupDesk backups;
  /** Written by the upkeep thread, read by any thread. */
  private volatile @Nullable String problem;
  /** Written by the upkeep thread, read by any thread. */
  private volatile long freeBytes;

  StoreDisk(
      Path folder,
      long minFreeBytes,
      StoreLock lock,
      KeyValues keyValues,
      Journal journal,
      Committer committer) {
    this.folder = folder;
    this.minFreeBytes = minFreeBytes;
    this.lock = lock;
    this.keyValues = keyValues;
    this.journal = journal;
    this.committer = committer;
    this.backups = new BackupDesk(new StoreFiles(folder), keyValues, committer);
    look(false);
  }

  Committer committer() {
    return committer;
  }

  /** Returns how much the disk had free at the last look. */
  long freeBytes() {
    return freeBytes;
  }

  /** Returns the size of the journal. */
  long journalBytes() {
    return journal.sizeBytes();
  }

  /** Returns why nothing can be written now, if there is a reason. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Makes a copy if one is asked for. Call it on the thread that deletes files. */
  void serveBackups() {
    backups.serve();
  }

  /** Looks whether there is room. */
  void look(boolean chunksFail) {
    problem = find(chunksFail);
  }

  private @Nullable String find(boolean chunksFail) {
    try {
      freeBytes = Files.getFileStore(folder).getUsableSpace();
      if (freeBytes < minFreeBytes) {
        return "the disk of " + folder + " has " + freeBytes + " bytes free, less than the "
            + minFreeBytes + " of store.min_free_bytes";
      }
    } catch (IOException e) {
      return "cannot look at the disk of " + folder + ": " + e.getMessage();
    }
    if (chunksFail && journal.sizeBytes() > JOURNAL_MAX_BYTES) {
      return "the journal in " + folder + " has reached " + journal.sizeBytes()
          + " bytes because chunks cannot be written";
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    try (lock;
        keyValues;
        journal) {
      committer.close();
    }
  }
}
