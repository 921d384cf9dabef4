// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.window.TierGrid;

/**
 * Names of families and bytes of keys. All numbers are big-endian.
 *
 * <pre>
 *   family                       key                        value
 *   default                      store                      {@link StoreHead}
 *                                state                      {@link SealedState}
 *                                layout, number 1           {@link StoredLayouts}
 *                                extra and a name           the store's own
 *   labels                       id 4                       {@link StoredLabelSet}
 *   totals                       id 4                       {@link HeadTotal}
 *   cells                        id 4                       {@link CellTotal}
 *   r&lt;window&gt;-&lt;number&gt;           part 1, id 4, position 4
 *                                0, id, 0                   {@link CellTotal}: everything before
 *                                1, id, first row           layout of HeadsCodec
 *                                2, id, first row           varint layout, CellsCodec
 *                                3, id, first row           ExemplarColumn
 * </pre>
 *
 * <p>A family of rows is named by the length of its windows in milliseconds and its number in {@link
 * TierGrid}. The position is that of a chunk's first row in its family.
 */
final class SealedKeys {
  static final String DEFAULT = "default";
  static final String LABELS = "labels";
  static final String TOTALS = "totals";
  static final String CELLS = "cells";

  static final byte PART_BASE = 0;
  static final byte PART_HEADS = 1;
  static final byte PART_CELLS = 2;
  static final byte PART_EXEMPLARS = 3;

  private static final int ROW_KEY_BYTES = 9;

  private SealedKeys() {}

  static String family(TierGrid grid, long number) {
    return "r" + grid.windowMillis() + "-" + number;
  }

  /** Returns the number of a family of a tier, -1 if the name is of another tier. */
  static long numberOf(TierGrid grid, String family) {
    String prefix = "r" + grid.windowMillis() + "-";
    return family.startsWith(prefix) ? Long.parseLong(family.substring(prefix.length())) : -1;
  }

  static byte[] id(int id) {
    return new byte[] {(byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id};
  }

  static int idOf(byte[] key, int offset) {
    return ((key[offset] & 0xff) << 24)
        | ((key[offset + 1] & 0xff) << 16)
        | ((key[offset + 2] & 0xff) << 8)
        | (key[offset + 3] & 0xff);
  }

  static byte[] row(byte part, int id, int position) {
    byte[] key = new byte[ROW_KEY_BYTES];
    key[0] = part;
    put(key, 1, id);
    put(key, 5, position);
    return key;
  }

  private static void put(byte[] key, int offset, int value) {
    key[offset] = (byte) (value >>> 24);
    key[offset + 1] = (byte) (value >>> 16);
    key[offset + 2] = (byte) (value >>> 8);
    key[offset + 3] = (byte) value;
  }

  /** Returns whether a key can be one of a family of rows. */
  static boolean isRowKey(byte[] key) {
    return key.length == ROW_KEY_BYTES && key[0] >= PART_BASE && key[0] <= PART_EXEMPLARS;
  }

  /** Returns whether a key of a family of rows is of a part of a label set. */
  static boolean isRow(byte[] key, byte part, int id) {
    return key[0] == part && idOf(key, 1) == id;
  }

  static int rowIdOf(byte[] key) {
    return idOf(key, 1);
  }

  static int positionOf(byte[] key) {
    return idOf(key, 5);
  }
}
