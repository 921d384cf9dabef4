// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import org.rocksdb.ColumnFamilyHandle;

/**
 * A family with its native handle, which lives as long as anyone uses it: the store until the
 * family is dropped, and each view that was opened before. Freeing the handle under a cursor would
 * crash the process. Guarded by the lock of {@link RocksKeyValues}.
 */
final class RocksFamily {
  private final ColumnFamilyHandle handle;
  private int users = 1;

  RocksFamily(ColumnFamilyHandle handle) {
    this.handle = handle;
  }

  ColumnFamilyHandle handle() {
    return handle;
  }

  void retain() {
    users++;
  }

  void release() {
    if (--users == 0) {
      handle.close();
    }
  }
}
