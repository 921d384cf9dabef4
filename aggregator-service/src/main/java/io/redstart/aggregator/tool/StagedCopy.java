// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A consistent copy of a store that is in use, made by the process that uses it, in the store's own
 * folder (see {@link StoreFiles}). Its tables are links, so it needs next to no room; closing it
 * removes it.
 */
public final class StagedCopy implements AutoCloseable {
  private static final long POLL_MILLIS = 200;

  /** Ten minutes without an answer: writing chunks and rolling up take less. */
  private static final int QUIET_POLLS_MAX = 3_000;

  private final StoreFiles files;
  private final StoreLock lock;

  private StagedCopy(StoreFiles files, StoreLock lock) {
    this.files = files;
    this.lock = lock;
  }

  /**
   * Has a copy made. Waits for the process.
   *
   * @throws StoreException if the process does not answer, or cannot make a copy
   */
  public static StagedCopy of(StoreFiles files) throws IOException {
    StagedCopy copy = new StagedCopy(files, StoreLock.takeForBackup(files.folder()));
    try {
      copy.request();
      return copy;
    } catch (IOException | RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** Returns the copy. */
  public StoreFiles copied() {
    return files.backupStaged();
  }

  private void request() throws IOException {
    String id = UUID.randomUUID().toString();
    Files.deleteIfExists(files.backupAnswer());
    try (WatchService watch = files.folder().getFileSystem().newWatchService()) {
      files.folder().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Path draft = files.folder().resolve("backup-request.new");
      Files.writeString(draft, id + '\n');
      Files.move(draft, files.backupRequest(), StandardCopyOption.ATOMIC_MOVE);
      await(id, watch);
    }
  }

  private void await(String id, WatchService watch) throws IOException {
    for (int quiet = 0; quiet < QUIET_POLLS_MAX; quiet++) {
      if (isAnswered(id)) {
        return;
      }
      if (!StoreLock.isInUse(files.folder())) {
        throw new StoreException("the process that used the store in " + files.folder()
            + " ended before it made a copy: run the command again");
      }
      try {
        WatchKey changed = watch.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (changed != null) {
          changed.pollEvents();
          changed.reset();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while the copy was made", e);
      }
    }
    throw new StoreException("the process that uses the store in " + files.folder()
        + " has not answered for 10 minutes: look at its log");
  }

  private boolean isAnswered(String id) throws IOException {
    if (!Files.exists(files.backupAnswer())) {
      return false;
    }
    List<String> answer = Files.readAllLines(files.backupAnswer());
    if (answer.size() < 2 || !answer.get(0).equals(id)) {
      return false;
    }
    if (!answer.get(1).equals(StoreFiles.OK)) {
      throw new StoreException("the process that uses the store in " + files.folder()
          + " cannot make a copy: " + answer.get(1));
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      Files.deleteIfExists(files.backupRequest());
      FolderCopy.deleteTree(files.backupStaged().folder());
      Files.deleteIfExists(files.backupAnswer());
    }
  }
}
