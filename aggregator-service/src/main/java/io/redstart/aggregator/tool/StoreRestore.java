// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Copies a backup to the folder of a store, after checking it. */
public final class StoreRestore {
  private final StoreFiles backup;
  private final Progress progress;

  /** Prepares to restore the backup in a folder. */
  public StoreRestore(StoreFiles backup, Progress progress) {
    this.backup = backup;
    this.progress = progress;
  }

  /**
   * Restores it, durably. An interruption leaves a folder that cannot be opened as a store.
   *
   * @param force whether a store that is there is moved to a folder beside the new one; otherwise it
   *     is a reason to refuse
   * @return the folder that the store was moved to, if there was one
   * @throws StoreException if the backup is not sound, or the folder is in use or not empty
   */
  public Optional<Path> to(StoreFiles target, boolean force) throws IOException {
    StoredKeyValues.requireStore(backup);
    if (Files.exists(target.folder()) && Files.isSameFile(backup.folder(), target.folder())) {
      throw new StoreException("the backup is in store.path itself: " + target.folder());
    }
    boolean isTaken = Files.exists(target.rows()) || Files.exists(target.journal());
    if (isTaken && !force) {
      throw new StoreException("there is a store in " + target.folder()
          + " already: --force moves it aside, or choose another store.path");
    }
    requireSound();
    Files.createDirectories(target.folder());
    StoreLock lock = StoreLock.take(target.folder());
    try (lock) {
      Optional<Path> aside = isTaken ? Optional.of(moveAside(target)) : Optional.empty();
      new FolderCopy(false, progress).copyParts(backup, target);
      return aside;
    }
  }

  private void requireSound() throws IOException {
    StoreCheck.Result checked = StoreCheck.of(backup, progress);
    if (!checked.isSound()) {
      StoreProblem first = checked.problems().get(0);
      long others = checked.problems().size() - 1 + checked.moreProblems();
      throw new StoreException("the backup in " + backup.folder() + " is not sound: "
          + first.what() + (others == 0 ? "" : " (and " + others + " more problems)")
          + ": `redstart store check --set store.path=" + backup.folder() + "` says more");
    }
  }

  private static Path moveAside(StoreFiles target) throws IOException {
    int number = 1;
    while (Files.exists(aside(target, number))) {
      number++;
    }
    StoreFiles aside = new StoreFiles(aside(target, number));
    Files.createDirectory(aside.folder());
    // Rows first: what remains after an interruption is a journal without rows, and cannot be
    // opened.
    if (Files.exists(target.rows())) {
      FolderCopy.move(target.rows(), aside.rows());
    }
    if (Files.exists(target.journal())) {
      FolderCopy.move(target.journal(), aside.journal());
    }
    return aside.folder();
  }

  private static Path aside(StoreFiles target, int number) {
    return target.folder().resolve("before-restore-" + number);
  }
}
