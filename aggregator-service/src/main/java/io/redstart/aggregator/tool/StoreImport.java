// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.sealed.ImportRefusedException;
import io.redstart.aggregator.sealed.SealedImport;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.Stores;
import io.redstart.aggregator.window.Tier;
import java.io.IOException;

/** A store that no service uses, opened to get a past that was counted elsewhere. */
public final class StoreImport implements AutoCloseable {
  private final StoppedStore store;
  private final SealedImport sealed;

  private StoreImport(StoppedStore store, SealedImport sealed) {
    this.store = store;
    this.sealed = sealed;
  }

  /**
   * Opens a store, or creates it.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @param sinceMillis the time after which rows are wanted
   * @param untilMillis the time up to which rows are wanted
   * @throws StoreException if the store is in use, cannot be opened, or cannot get rows of that time
   */
  public static StoreImport open(Stores stores, long sinceMillis, long untilMillis)
      throws IOException {
    StoppedStore store = StoppedStore.openOrCreate(stores);
    try {
      StoredKeyValues stored = store.stored();
      SealedRows rows = SealedRows.open(
          stored.keyValues(),
          Tier.of(stores.config().kept()),
          stores.layout(),
          stored.head().sinceMillis(),
          () -> 0);
      SealedImport sealed =
          SealedImport.open(rows, stored.keyValues(), stored.head(), sinceMillis, untilMillis);
      return new StoreImport(store, sealed);
    } catch (ImportRefusedException e) {
      store.close();
      throw new StoreException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Returns the length of the windows that a store keeps of imported rows. */
  public static long windowMillis(Stores stores) {
    return SealedImport.targetOf(Tier.of(stores.config().kept())).windowMillis();
  }

  /** Returns where the rows go. */
  public SealedImport sealed() {
    return sealed;
  }

  /** Keeps the label sets that were written, also if the import failed after them. */
  @Override
  public void close() throws IOException {
    try (store) {
      sealed.flush();
    }
  }
}
