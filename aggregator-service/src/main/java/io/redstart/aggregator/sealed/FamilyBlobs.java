// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.window.TierGrid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a family of rows holds at one moment. Each part has a cursor of its own, so that reading the
 * chunks of one label set after the other mostly moves all of them to the next key.
 */
final class FamilyBlobs {
  private static final int PARTS = SealedKeys.PART_EXEMPLARS + 1;

  private final KeyValuesView view;
  private final TierGrid grid;
  private final long number;
  private final @Nullable KeyValuesCursor[] cursors = new KeyValuesCursor[PARTS];
  /** By part: the last key that was looked for; there is none between it and the cursor. */
  private final byte[] @Nullable [] sought = new byte[PARTS][];

  FamilyBlobs(KeyValuesView view, TierGrid grid, long number) {
    this.view = view;
    this.grid = grid;
    this.number = number;
  }

  /** Returns whether it is the family of a number in a tier. */
  boolean is(TierGrid otherGrid, long otherNumber) {
    return number == otherNumber && grid.equals(otherGrid);
  }

  /** Returns the cursor over heads. It can be anywhere. */
  KeyValuesCursor heads() {
    return cursor(SealedKeys.PART_HEADS);
  }

  private KeyValuesCursor cursor(byte part) {
    KeyValuesCursor cursor = cursors[part];
    if (cursor == null) {
      cursor = view.cursor(SealedKeys.family(grid, number));
      cursors[part] = cursor;
    }
    return cursor;
  }

  /**
   * Returns the bytes of a part of a label set; null if there are none.
   *
   * @param part any but heads
   */
  byte @Nullable [] get(byte part, int id, int position) {
    byte[] key = SealedKeys.row(part, id, position);
    KeyValuesCursor cursor = cursor(part);
    if (!isBetween(part, key, cursor)) {
      if (cursor.isValid() && Arrays.compareUnsigned(cursor.key(), key) < 0) {
        cursor.next();
      }
      if (!cursor.isValid() || !Arrays.equals(cursor.key(), key)) {
        cursor.seek(key);
      }
    }
    sought[part] = key;
    return cursor.isValid() && Arrays.equals(cursor.key(), key) ? cursor.value() : null;
  }

  /** Returns whether the cursor is at the first key that is not below the given one. */
  private boolean isBetween(byte part, byte[] key, KeyValuesCursor cursor) {
    byte[] before = sought[part];
    return before != null
        && Arrays.compareUnsigned(before, key) <= 0
        && (!cursor.isValid() || Arrays.compareUnsigned(cursor.key(), key) >= 0);
  }
}
