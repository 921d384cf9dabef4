// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.aggregator.journal.Journal;
import io.redstart.aggregator.keyvalue.KeyValues;
import java.io.IOException;
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
  private final DiskRoom room;
  private final StoreLock lock;
  private final KeyValues keyValues;
  private final Journal journal;
  private final Committer committer;
  private final BackupDesk backups;
  /** Written by the upkeep thread, read by any thread. */
  private volatile @Nullable String chunkProblem;

  StoreDisk(
      Path folder,
      DiskRoom room,
      StoreLock lock,
      KeyValues keyValues,
      Journal journal,
      Committer committer) {
    this.folder = folder;
    this.room = room;
    this.lock = lock;
    this.keyValues = keyValues;
    this.journal = journal;
    this.committer = committer;
    this.backups = new BackupDesk(new StoreFiles(folder), keyValues, committer);
  }

  Committer committer() {
    return committer;
  }

  Journal journal() {
    return journal;
  }

  /** Returns how much the disk had free at the last look. */
  long freeBytes() {
    return room.freeBytes();
  }

  /** Returns the size of the journal. */
  long journalBytes() {
    return journal.sizeBytes();
  }

  /** Returns why nothing can be written now, if there is a reason. */
  Optional<String> problem() {
    return room.problem().or(() -> Optional.ofNullable(chunkProblem));
  }

  /** Makes a copy if one is asked for. Call it on the thread that deletes files. */
  void serveBackups() {
    backups.serve();
  }

  /** Looks how much the journal holds because chunks cannot be written. */
  void look(boolean chunksFail) {
    chunkProblem = chunksFail && journal.sizeBytes() > JOURNAL_MAX_BYTES
        ? "the journal in " + folder + " has reached " + journal.sizeBytes()
            + " bytes because chunks cannot be written"
        : null;
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
