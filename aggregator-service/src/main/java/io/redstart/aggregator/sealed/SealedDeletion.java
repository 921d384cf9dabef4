// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.WriteBatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Deletes label sets with everything that chunks hold of them. All that belongs to one label set
 * goes in one batch, so a crash leaves it whole or not at all.
 */
public final class SealedDeletion {
  private static final String WORK = "deleting label sets";

  /** So many label sets are looked for in each family before the next one. */
  private static final int GROUP = 256;

  private static final byte[] PARTS = {
    SealedKeys.PART_BASE, SealedKeys.PART_HEADS, SealedKeys.PART_CELLS, SealedKeys.PART_EXEMPLARS
  };

  private final SealedContents contents;
  private final Progress progress;

  /** Receives the keys of label sets. */
  private interface KeySink {
    void key(String family, byte[] key, byte[] value);
  }

  /** Prepares to delete. */
  public SealedDeletion(SealedContents contents, Progress progress) {
    this.contents = contents;
    this.progress = progress;
  }

  /** Returns the ids of the label sets that are to be deleted, in ascending order. */
  public int[] find(Predicate<StoredLabelSet> wanted) {
    int[] found = new int[16];
    int size = 0;
    KeyValuesCursor cursor = contents.view().cursor(SealedKeys.LABELS);
    for (cursor.seek(SealedKeys.id(0)); cursor.isValid(); cursor.next()) {
      if (wanted.test(StoredLabelSet.from(cursor.value()))) {
        found = size == found.length ? Arrays.copyOf(found, 2 * size) : found;
        found[size++] = SealedKeys.idOf(cursor.key(), 0);
      }
    }
    return Arrays.copyOf(found, size);
  }

  /** Returns the size of everything that belongs to label sets, before compression. */
  public long sizeBytes(int[] ids) {
    long[] sum = new long[1];
    for (int from = 0; from < ids.length; from += GROUP) {
      visit(ids, from, (family, key, value) -> sum[0] += key.length + value.length);
      progress.at("measuring label sets", Math.min(from + GROUP, ids.length), ids.length);
    }
    return sum[0];
  }

  /** Deletes label sets from the key-values that the contents were opened on, and compacts these. */
  public void delete(int[] ids) {
    KeyValues keyValues = contents.keyValues();
    for (int from = 0; from < ids.length; from += GROUP) {
      WriteBatch batch = new WriteBatch();
      visit(ids, from, (family, key, value) -> batch.delete(family, key));
      keyValues.write(batch);
      progress.at(WORK, Math.min(from + GROUP, ids.length), ids.length);
    }
    keyValues.flush();
    List<String> families = List.copyOf(keyValues.families());
    for (int i = 0; i < families.size(); i++) {
      keyValues.compact(families.get(i));
      progress.at("compacting", i + 1, families.size());
    }
  }

  /** Visits all keys of a group of label sets. */
  private void visit(int[] ids, int from, KeySink sink) {
    int to = Math.min(ids.length, from + GROUP);
    for (String family : contents.rowFamilies()) {
      KeyValuesCursor cursor = contents.view().cursor(family);
      for (byte part : PARTS) {
        for (int i = from; i < to; i++) {
          for (cursor.seek(SealedKeys.row(part, ids[i], 0));
              cursor.isValid() && SealedKeys.isRow(cursor.key(), part, ids[i]);
              cursor.next()) {
            sink.key(family, cursor.key(), cursor.value());
          }
        }
      }
    }
    for (String family : List.of(SealedKeys.LABELS, SealedKeys.TOTALS, SealedKeys.CELLS)) {
      for (int i = from; i < to; i++) {
        byte[] key = SealedKeys.id(ids[i]);
        byte[] value = contents.view().get(family, key);
        if (value != null) {
          sink.key(family, key, value);
        }
      }
    }
  }
}
