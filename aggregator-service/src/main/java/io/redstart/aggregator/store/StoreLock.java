// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import io.redstart.process.ProcessLock;
import java.io.IOException;
import java.nio.file.Path;

/** Keeps other processes out of a store's folder: a {@link ProcessLock} on its file {@code lock}. */
public final class StoreLock implements AutoCloseable {
  private static final String NAME = "lock";

  private final ProcessLock lock;

  private StoreLock(ProcessLock lock) {
    this.lock = lock;
  }

  /**
   * Locks a folder, which must exist.
   *
   * @throws StoreException if another process holds the lock
   */
  public static StoreLock take(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    ProcessLock lock = ProcessLock.tryTake(file);
    if (lock == null) {
      throw new StoreException("the store in " + folder + " is in use by "
          + ProcessLock.holder(file) + ": stop it, or choose another store.path");
    }
    return new StoreLock(lock);
  }

  /**
   * Locks the backups of a store: one command at a time may have a copy made.
   *
   * @throws StoreException if another process holds the lock
   */
  public static StoreLock takeForBackup(Path folder) throws IOException {
    ProcessLock lock = ProcessLock.tryTake(new StoreFiles(folder.toRealPath()).backupLock());
    if (lock == null) {
      throw new StoreException("another backup of the store in " + folder + " is under way");
    }
    return new StoreLock(lock);
  }

  /** Returns whether a process uses the store in a folder now. */
  public static boolean isInUse(Path folder) throws IOException {
    return ProcessLock.isHeld(folder.resolve(NAME));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
