// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes that are applied together; of two changes of one key, the later one wins. */
public final class WriteBatch {
  /** One change; a value of null deletes the key. Nobody compares changes, or alters the arrays. */
  @SuppressWarnings("ArrayRecordComponent")
  record Change(String family, byte[] key, byte @Nullable [] value) {}

  private final List<Change> changes = new ArrayList<>();
  private long sizeBytes;

  /** Sets a key; the batch keeps both arrays, so they must not be changed afterwards. */
  public WriteBatch put(String family, byte[] key, byte[] value) {
    changes.add(new Change(family, key, value));
    sizeBytes += key.length + value.length;
    return this;
  }

  /** Deletes a key, whether it exists or not. */
  public WriteBatch delete(String family, byte[] key) {
    changes.add(new Change(family, key, null));
    sizeBytes += key.length;
    return this;
  }

  /** Returns the size of all keys and values in bytes. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Returns whether there are no changes. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  List<Change> changes() {
    return changes;
  }

  /** Removes all changes. */
  public void clear() {
    changes.clear();
    sizeBytes = 0;
  }
}
