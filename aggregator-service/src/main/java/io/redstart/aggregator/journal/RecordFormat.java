// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

/** The sizes of a record's parts, described in {@link Journal}. */
final class RecordFormat {
  /** Length and checksum. */
  static final int PREFIX_BYTES = 2 * Integer.BYTES;

  static final int COMMIT_BYTES = Long.BYTES;

  /** Limits what a damaged length can make a reader allocate. */
  static final int BODY_MAX_BYTES = 256 << 20;

  static final int ITEMS_MAX_BYTES = BODY_MAX_BYTES - COMMIT_BYTES;

  private RecordFormat() {}
}
