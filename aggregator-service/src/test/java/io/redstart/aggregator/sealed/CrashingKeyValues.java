// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.HeapKeyValues;
import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keys and values of a process that crashes at a chosen write. The writes before it survive:
 * RocksDB flushes by itself when its memory is full, so any number of them can be on disk.
 */
final class CrashingKeyValues implements KeyValues {
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final HeapKeyValues heap = new HeapKeyValues();

  /** How many more writes are done; the next one is the crash. */
  int writesUntilCrash = Integer.MAX_VALUE;

  int writes;

  /** Returns other keys and values with the same contents, which do not crash. */
  CrashingKeyValues copy() {
    CrashingKeyValues copy = new CrashingKeyValues();
    WriteBatch batch = new WriteBatch();
    try (KeyValuesView view = view()) {
      for (String family : families()) {
        copy.create(family);
        KeyValuesCursor cursor = view.cursor(family);
        for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
          batch.put(family, cursor.key(), cursor.value());
        }
      }
    }
    copy.heap.write(batch);
    return copy;
  }

  /** Returns all that is in there: families and keys, each with its value. */
  Map<String, String> contents() {
    HexFormat hex = HexFormat.of();
    Map<String, String> contents = new TreeMap<>();
    try (KeyValuesView view = view()) {
      for (String family : families()) {
        KeyValuesCursor cursor = view.cursor(family);
        for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
          contents.put(family + ' ' + hex.formatHex(cursor.key()), hex.formatHex(cursor.value()));
        }
      }
    }
    return contents;
  }

  @Override
  public void write(WriteBatch batch) {
    if (writesUntilCrash-- <= 0) {
      throw new Crash();
    }
    writes++;
    heap.write(batch);
  }

  @Override
  public Set<String> families() {
    return heap.families();
  }

  @Override
  public void create(String family) {
    heap.create(family);
  }

  @Override
  public void drop(String family) {
    heap.drop(family);
  }

  @Override
  public KeyValuesView view() {
    return heap.view();
  }

  @Override
  public void flush() {
    heap.flush();
  }

  @Override
  public void compact(String family) {
    heap.compact(family);
  }

  @Override
  public void checkpoint(Path folder) {
    heap.checkpoint(folder);
  }

  @Override
  public long sizeBytes(String family) {
    return heap.sizeBytes(family);
  }

  @Override
  public void close() {
    heap.close();
  }
}
