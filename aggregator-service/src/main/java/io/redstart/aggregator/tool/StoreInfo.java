// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.journal.JournalContents;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.sealed.SealedContents;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLock;
import io.redstart.aggregator.store.StoredJournal;
import io.redstart.model.StoreId;
import io.redstart.wire.MalformedFrameException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.List;

/**
 * What is in a store.
 *
 * @param inUse whether a process has it open; what that process has not written to chunks yet is in
 *     no other figure than those of the journal
 * @param sinceMillis when it was created
 * @param throughMillis the last stamp in chunks
 * @param lastMillis the last stamp that was counted or shown
 * @param tiers its rows, the finest first
 * @param labelSets how many label sets the dictionary holds
 * @param activeLabelSets how many of them have a row in the last hour of the chunks
 * @param labelsBytes the dictionary
 * @param totalsBytes the totals of all label sets
 * @param stateBytes identity, state and marks of channels
 * @param rowsFolderBytes all files of RocksDB, obsolete ones included
 * @param freeBytes what is free on the disk
 * @param diskBytes the size of the disk
 */
public record StoreInfo(
    StoreId id,
    int version,
    boolean inUse,
    long sinceMillis,
    long throughMillis,
    long lastMillis,
    List<SealedContents.Held> tiers,
    long labelSets,
    long activeLabelSets,
    long labelsBytes,
    long totalsBytes,
    long stateBytes,
    long rowsFolderBytes,
    JournalContents journal,
    long freeBytes,
    long diskBytes) {
  private static final long ACTIVE_MILLIS = 3_600_000;

  /** A process that writes deletes files, so a reader can fail and try again. */
  private static final int ATTEMPTS = 5;

  /** Copies the list. */
  public StoreInfo {
    tiers = List.copyOf(tiers);
  }

  /**
   * Reads it. The store may be in use.
   *
   * @throws StoreException if there is no store, or it cannot be read
   */
  public static StoreInfo read(StoreFiles files) throws IOException {
    StoredKeyValues.requireStore(files);
    boolean inUse = Files.isWritable(files.folder()) && StoreLock.isInUse(files.folder());
    for (int attempt = 1; ; attempt++) {
      try {
        return read(files, inUse);
      } catch (KeyValuesException | MalformedFrameException e) {
        if (!inUse || attempt == ATTEMPTS) {
          throw new StoreException(
              "cannot read the store in " + files.folder() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static StoreInfo read(StoreFiles files, boolean inUse) throws IOException {
    try (StoredKeyValues stored = StoredKeyValues.openReadOnly(files);
        SealedContents contents = stored.contents()) {
      JournalContents journal = JournalContents.look(files.journal());
      StoredJournal last = new StoredJournal(files.journal(), contents.layout());
      last.readLast();
      long throughMillis = contents.state().throughMillis();
      FileStore disk = Files.getFileStore(files.folder());
      return new StoreInfo(
          contents.head().id(),
          contents.head().version(),
          inUse,
          contents.head().sinceMillis(),
          throughMillis,
          Math.max(throughMillis, last.lastMillis()),
          contents.held(),
          contents.labelSets(),
          contents.labelSetsSince(throughMillis - ACTIVE_MILLIS),
          contents.labelsBytes(),
          contents.totalsBytes(),
          contents.stateBytes(),
          FolderCopy.sizeBytes(files.rows()),
          journal,
          disk.getUsableSpace(),
          disk.getTotalSpace());
    }
  }
}
