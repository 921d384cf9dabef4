// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLock;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Copies a store to a folder which can be opened as a store of its own. It holds everything that was
 * acknowledged before the copy was asked for, and keeps the store's id.
 */
public final class StoreBackup {
  private final StoreFiles files;
  private final Progress progress;

  /** Prepares a backup of the store in a folder. */
  public StoreBackup(StoreFiles files, Progress progress) {
    this.files = files;
    this.progress = progress;
  }

  /**
   * Makes the backup, durably.
   *
   * @param target a folder that does not exist, in one that does
   * @return the size of the files in it
   * @throws StoreException if it cannot be made
   */
  public long to(Path target) throws IOException {
    StoredKeyValues.requireStore(files);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(target + " exists already: choose a new folder for the backup");
    }
    if (!Files.isDirectory(FolderCopy.parentOf(target))) {
      throw new StoreException(
          "there is no folder " + FolderCopy.parentOf(target) + " to create the backup in");
    }
    if (StoreLock.isInUse(files.folder())) {
      copyRunning(target);
    } else {
      StoreLock lock = StoreLock.take(files.folder());
      try (lock) {
        new FolderCopy(true, progress).copy(files, target);
      }
    }
    StoreFiles copy = new StoreFiles(target);
    return FolderCopy.sizeBytes(copy.rows()) + FolderCopy.sizeBytes(copy.journal());
  }

  private void copyRunning(Path target) throws IOException {
    try (StagedCopy staged = StagedCopy.of(files)) {
      try {
        FolderCopy.move(staged.copied().folder(), target);
      } catch (FileSystemException e) {
        // Another file system.
        new FolderCopy(false, progress).copy(staged.copied(), target);
      }
    }
  }
}
