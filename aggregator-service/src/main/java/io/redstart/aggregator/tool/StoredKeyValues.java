// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.keyvalue.RocksKeyValues;
import io.redstart.aggregator.sealed.SealedContents;
import io.redstart.aggregator.sealed.SealedRows;
import io.redstart.aggregator.sealed.StoreHead;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.wire.MalformedFrameException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The key-values of a store that no service has opened here, with what is in them. */
final class StoredKeyValues implements AutoCloseable {
  private final KeyValues keyValues;
  private final StoreHead head;

  private StoredKeyValues(KeyValues keyValues, StoreHead head) {
    this.keyValues = keyValues;
    this.head = head;
  }

  /** Opens them for reading; another process may have the store open. */
  static StoredKeyValues openReadOnly(StoreFiles files) {
    requireStore(files);
    return of(files, RocksKeyValues.openReadOnly(files.rows()));
  }

  /** Opens them for changes; the caller holds the lock of the store. */
  static StoredKeyValues open(StoreFiles files, long cacheBytes) {
    requireStore(files);
    return of(files, RocksKeyValues.open(files.rows(), cacheBytes));
  }

  /**
   * Checks that a folder holds a store.
   *
   * @throws StoreException if it does not
   */
  static void requireStore(StoreFiles files) {
    Path folder = files.folder();
    if (!Files.isDirectory(folder)) {
      throw new StoreException("there is no folder " + folder + ": is store.path right?");
    }
    if (!Files.exists(files.rows().resolve("CURRENT"))) {
      throw new StoreException("there is no store in " + folder + ": is store.path right?");
    }
  }

  static StoredKeyValues of(StoreFiles files, KeyValues keyValues) {
    try {
      StoreHead head = SealedRows.head(keyValues)
          .orElseThrow(() -> new StoreException("the store in " + files.folder()
              + " has no identity yet: it was never opened to the end"));
      if (head.version() > StoreHead.VERSION) {
        throw new StoreException("the store in " + files.folder() + " has layout " + head.version()
            + ", this version of Redstart knows layouts up to " + StoreHead.VERSION
            + ": use the version that wrote it, or a later one");
      }
      return new StoredKeyValues(keyValues, head);
    } catch (KeyValuesException | MalformedFrameException e) {
      keyValues.close();
      throw new StoreException(
          "cannot read the store in " + files.folder() + ": " + e.getMessage(), e);
    } catch (StoreException e) {
      keyValues.close();
      throw e;
    }
  }

  KeyValues keyValues() {
    return keyValues;
  }

  StoreHead head() {
    return head;
  }

  /** Opens what is in the chunks now; the caller closes it first. */
  SealedContents contents() {
    return SealedContents.open(keyValues, head);
  }

  @Override
  public void close() {
    keyValues.close();
  }
}
