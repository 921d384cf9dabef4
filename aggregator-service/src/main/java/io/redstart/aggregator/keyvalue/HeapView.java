// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The families of a {@link HeapKeyValues} at one moment. */
final class HeapView implements KeyValuesView {
  private final Map<String, SortedBytes> families;
  private final Runnable whenClosed;
  private boolean closed;

  HeapView(Map<String, SortedBytes> families, Runnable whenClosed) {
    this.families = families;
    this.whenClosed = whenClosed;
  }

  @Override
  public boolean hasFamily(String family) {
    checkOpen();
    return families.containsKey(family);
  }

  @Override
  public byte @Nullable [] get(String family, byte[] key) {
    checkOpen();
    SortedBytes contents = families.get(family);
    return contents == null ? null : contents.get(key);
  }

  @Override
  public KeyValuesCursor cursor(String family) {
    checkOpen();
    SortedBytes contents = families.get(family);
    return contents == null ? new EmptyCursor() : new HeapCursor(this, contents);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      whenClosed.run();
    }
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the view is closed");
    }
  }
}
