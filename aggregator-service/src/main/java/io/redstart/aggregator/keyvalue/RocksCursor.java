// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A cursor over a family on disk. Its keys and values are copies. */
final class RocksCursor implements KeyValuesCursor {
  private final RocksIterator iterator;
  // Whether it is at a key. Native code does not check it, and would read freed memory.
  private boolean valid;
  /** The key, once it was asked for: reading it again costs a copy out of native memory. */
  private byte @Nullable [] key;

  private boolean closed;

  RocksCursor(RocksIterator iterator) {
    this.iterator = iterator;
  }

  @Override
  public void seek(byte[] key) {
    checkOpen();
    iterator.seek(key);
    moved();
  }

  @Override
  public void seekForPrev(byte[] key) {
    checkOpen();
    iterator.seekForPrev(key);
    moved();
  }

  @Override
  public boolean isValid() {
    checkOpen();
    return valid;
  }

  @Override
  public void next() {
    checkValid();
    iterator.next();
    moved();
  }

  @Override
  public void prev() {
    checkValid();
    iterator.prev();
    moved();
  }

  @Override
  public byte[] key() {
    checkValid();
    byte[] known = key;
    if (known == null) {
      known = iterator.key();
      key = known;
    }
    return known;
  }

  @Override
  public byte[] value() {
    checkValid();
    return iterator.value();
  }

  void close() {
    closed = true;
    valid = false;
    iterator.close();
  }

  /** An iterator ends at the last key, but also at a block that it cannot read. */
  private void moved() {
    key = null;
    valid = iterator.isValid();
    if (!valid) {
      try {
        iterator.status();
      } catch (RocksDBException e) {
        throw RocksKeyValues.failure("cannot read", e);
      }
    }
  }

  private void checkValid() {
    checkOpen();
    if (!valid) {
      throw EmptyCursor.nowhere();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the view is closed");
    }
  }
}
