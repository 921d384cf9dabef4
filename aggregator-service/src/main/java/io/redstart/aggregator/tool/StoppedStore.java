// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.journal.JournalContents;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.store.RowStore;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.StoreLives;
import io.redstart.aggregator.store.StoreLock;
import io.redstart.aggregator.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/**
 * A store that no service uses, opened to change what is in its chunks. First it is opened and closed
 * as a service does it, so that everything in the journal is in chunks: otherwise the next start
 * would bring back what was changed.
 */
final class StoppedStore implements AutoCloseable {
  /**
   * A commit of the window that begins while the store closes stays in the journal. The next opening
   * writes it to a chunk.
   */
  private static final int EMPTY_TRIES_MAX = 3;

  private final StoreFiles files;
  private final StoreLock lock;
  private final StoredKeyValues stored;

  private StoppedStore(StoreFiles files, StoreLock lock, StoredKeyValues stored) {
    this.files = files;
    this.lock = lock;
    this.stored = stored;
  }

  /**
   * Opens a store.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @throws StoreException if it is in use, or cannot be opened
   */
  static StoppedStore open(Stores stores) throws IOException {
    StoreFiles files = new StoreFiles(Path.of(stores.config().path()));
    StoredKeyValues.requireStore(files);
    return openOrCreate(stores);
  }

  /**
   * Opens a store, or creates it if there is none.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @throws StoreException if it is in use, or cannot be opened
   */
  static StoppedStore openOrCreate(Stores stores) throws IOException {
    StoreFiles files = new StoreFiles(Path.of(stores.config().path()));
    for (int i = 0; i < EMPTY_TRIES_MAX && (i == 0 || holdsJournal(files)); i++) {
      emptyJournal(stores);
    }
    StoreLock lock = StoreLock.take(files.folder());
    try {
      StoredKeyValues stored = StoredKeyValues.open(files, stores.cacheBytes());
      StoppedStore opened = new StoppedStore(files, lock, stored);
      opened.requireEmptyJournal();
      // What the command changes is in no journal: copies that follow the store must start over.
      StoreLives.forget(files.folder());
      return opened;
    } catch (KeyValuesException e) {
      lock.close();
      throw new StoreException(
          "cannot open the store in " + files.folder() + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void emptyJournal(Stores stores) {
    RowStore store = stores.openNow();
    try {
      store.close().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StoreException(
          "cannot write the rows of the journal to chunks: " + cause.getMessage(), cause);
    }
  }

  private static boolean holdsJournal(StoreFiles files) throws IOException {
    return JournalContents.look(files.journal()).files() > 0;
  }

  private void requireEmptyJournal() throws IOException {
    if (holdsJournal(files)) {
      close();
      throw new StoreException(
          "a process has used the store in " + files.folder() + " just now: stop it and try again");
    }
  }

  StoredKeyValues stored() {
    return stored;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      stored.close();
    }
  }
}
