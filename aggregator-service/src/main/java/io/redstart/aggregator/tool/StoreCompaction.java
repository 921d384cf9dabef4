// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.sealed.SealedCompaction;
import io.redstart.aggregator.sealed.SealedContents;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.Stores;
import java.io.IOException;
import java.nio.file.Path;

/** Compacts a store that no service uses. */
public final class StoreCompaction {
  private StoreCompaction() {}

  /**
   * What compaction gained.
   *
   * @param beforeBytes the size of tables and journal before
   * @param afterBytes the same afterwards
   */
  public record Result(long beforeBytes, long afterBytes) {}

  /**
   * Merges small chunks and rewrites all families.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @throws io.redstart.aggregator.store.StoreException if the store is in use or cannot be opened
   */
  public static Result run(Stores stores, Progress progress) throws IOException {
    StoreFiles files = new StoreFiles(Path.of(stores.config().path()));
    long beforeBytes = sizeBytes(files);
    try (StoppedStore store = StoppedStore.open(stores)) {
      new SealedCompaction(
              SealedContents.openRows(store.stored().keyValues(), store.stored().head()), progress)
          .run();
    }
    return new Result(beforeBytes, sizeBytes(files));
  }

  /** RocksDB's own notes are left out: there are more of them after each opening. */
  private static long sizeBytes(StoreFiles files) throws IOException {
    return FolderCopy.tablesBytes(files.rows()) + FolderCopy.sizeBytes(files.journal());
  }
}
