// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

/**
 * A list of single calls, each the key of its row plus its cell (see {@link LabelSetFolder#rowKeys}).
 * The decoder of chunks writes them straight into the array, which spares a method call for each.
 */
public interface CallNotes {
  /** Returns the first cell whose calls can be appended; others need {@link LabelSetFolder#addCells}. */
  int fromCell();

  /** Returns an array with room for more; it is valid until the next call. */
  int[] reserve(int more);

  /** Returns how many there are. */
  int size();

  /** Sets how many there are, after some were written to the array. */
  void setSize(int size);
}
