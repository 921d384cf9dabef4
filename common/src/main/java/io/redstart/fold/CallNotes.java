// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.fold;

/**
 * A list to which whoever decodes chunks appends single calls, without a method call for each: the
 * key of the row plus the cell, see {@link LabelSetFolder#rowKeys}.
 */
public interface CallNotes {
  /** Returns the first cell whose calls can be appended; others need {@link LabelSetFolder#addCells}. */
  int fromCell();

  /** Returns an array with room for more; it is valid until the next call. */
  int[] reserve(int more);

  /** Returns how many there are. */
  int size();

  /** Tells how many there are now. */
  void setSize(int size);
}
