// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.chunk;

import io.redstart.fold.CallNotes;
import java.util.Arrays;

/** Keeps what is noted. */
final class ListedNotes implements CallNotes {
  private final int fromCell;
  private int[] notes = {};
  private int size;

  ListedNotes(int fromCell) {
    this.fromCell = fromCell;
  }

  @Override
  public int fromCell() {
    return fromCell;
  }

  @Override
  public int[] reserve(int more) {
    if (more > notes.length - size) {
      notes = Arrays.copyOf(notes, size + more);
    }
    return notes;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void setSize(int newSize) {
    size = newSize;
  }

  int[] toArray() {
    return Arrays.copyOf(notes, size);
  }
}
