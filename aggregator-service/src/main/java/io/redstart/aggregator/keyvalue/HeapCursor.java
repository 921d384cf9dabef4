// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import io.redstart.aggregator.keyvalue.SortedBytes.Node;
import org.jspecify.annotations.Nullable;

/** A cursor that remembers its entry, and finds the next one from the root. */
final class HeapCursor implements KeyValuesCursor {
  private final HeapView view;
  private final SortedBytes contents;
  private @Nullable Node at;

  HeapCursor(HeapView view, SortedBytes contents) {
    this.view = view;
    this.contents = contents;
  }

  @Override
  public void seek(byte[] key) {
    view.checkOpen();
    at = contents.ceiling(key);
  }

  @Override
  public void seekForPrev(byte[] key) {
    view.checkOpen();
    at = contents.floor(key);
  }

  @Override
  public boolean isValid() {
    view.checkOpen();
    return at != null;
  }

  @Override
  public void next() {
    at = contents.higher(key());
  }

  @Override
  public void prev() {
    at = contents.lower(key());
  }

  @Override
  public byte[] key() {
    return entry().key;
  }

  @Override
  public byte[] value() {
    return entry().value;
  }

  private Node entry() {
    view.checkOpen();
    if (at == null) {
      throw EmptyCursor.nowhere();
    }
    return at;
  }
}
