// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** A snapshot of all families; all of its cursors share one native set of options. */
final class RocksView implements KeyValuesView {
  private final RocksDB db;
  private final Map<String, RocksFamily> families;
  private final Runnable whenClosed;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private final List<RocksCursor> cursors = new ArrayList<>();
  private boolean closed;

  RocksView(RocksDB db, Map<String, RocksFamily> families, Runnable whenClosed) {
    this.db = db;
    this.families = families;
    this.whenClosed = whenClosed;
    this.snapshot = db.getSnapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public boolean hasFamily(String family) {
    checkOpen();
    return families.containsKey(family);
  }

  @Override
  public byte @Nullable [] get(String family, byte[] key) {
    checkOpen();
    RocksFamily found = families.get(family);
    if (found == null) {
      return null;
    }
    try {
      return db.get(found.handle(), options, key);
    } catch (RocksDBException e) {
      throw RocksKeyValues.failure("cannot read family " + family, e);
    }
  }

  @Override
  public KeyValuesCursor cursor(String family) {
    checkOpen();
    RocksFamily found = families.get(family);
    if (found == null) {
      return new EmptyCursor();
    }
    RocksCursor cursor = new RocksCursor(db.newIterator(found.handle(), options));
    cursors.add(cursor);
    return cursor;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    cursors.forEach(RocksCursor::close);
    options.close();
    db.releaseSnapshot(snapshot);
    whenClosed.run();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the view is closed");
    }
  }
}
