// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keys and values on the heap, for stores that keep nothing on disk. Begins with an empty family
 * {@code default}, which cannot be dropped, as on disk.
 *
 * <p>A view is a reference to immutable maps, so that views and writers never wait for each other.
 * The memory of a dropped family is free once the views that have it are closed.
 *
 * <p>{@link #sizeBytes} counts nodes and arrays with their headers. Batches hand their arrays over.
 */
public final class HeapKeyValues implements KeyValues {
  private final Object lock = new Object();
  // The map and its values are immutable. Guarded by the lock, as are the fields below.
  private Map<String, SortedBytes> families =
      Map.of(RocksOptions.DEFAULT_FAMILY, SortedBytes.EMPTY);
  private int openViews;
  private boolean closed;

  /** Creates an empty store. */
  public HeapKeyValues() {}

  @Override
  public Set<String> families() {
    return current().keySet();
  }

  @Override
  public void create(String family) {
    Map<String, SortedBytes> changed = new HashMap<>(current());
    changed.putIfAbsent(family, SortedBytes.EMPTY);
    replace(changed);
  }

  @Override
  public void drop(String family) {
    RocksOptions.checkDroppable(family);
    Map<String, SortedBytes> changed = new HashMap<>(current());
    changed.remove(family);
    replace(changed);
  }

  @Override
  public KeyValuesView view() {
    synchronized (lock) {
      HeapView view = new HeapView(current(), this::viewClosed);
      openViews++;
      return view;
    }
  }

  @Override
  public void write(WriteBatch batch) {
    Map<String, SortedBytes> changed = new HashMap<>(current());
    for (WriteBatch.Change change : batch.changes()) {
      SortedBytes contents = changed.get(change.family());
      if (contents == null) {
        throw new IllegalArgumentException("no family " + change.family());
      }
      byte[] value = change.value();
      changed.put(
          change.family(),
          value == null ? contents.remove(change.key()) : contents.put(change.key(), value));
    }
    replace(changed);
  }

  /** Does nothing: nothing on the heap survives a crash. */
  @Override
  public void flush() {
    current();
  }

  /** Does nothing: there is nothing to save. */
  @Override
  public void compact(String family) {
    current();
  }

  /** Always throws {@link UnsupportedOperationException}. */
  @Override
  public void checkpoint(Path folder) {
    throw new UnsupportedOperationException("a store on the heap has no checkpoints");
  }

  @Override
  public long sizeBytes(String family) {
    SortedBytes contents = current().get(family);
    return contents == null ? 0 : contents.sizeBytes();
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (openViews > 0) {
        throw new IllegalStateException(openViews + " views are still open");
      }
      closed = true;
      families = Map.of();
    }
  }

  private Map<String, SortedBytes> current() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      return families;
    }
  }

  private void replace(Map<String, SortedBytes> changed) {
    synchronized (lock) {
      families = Map.copyOf(changed);
    }
  }

  private void viewClosed() {
    synchronized (lock) {
      openViews--;
    }
  }
}
