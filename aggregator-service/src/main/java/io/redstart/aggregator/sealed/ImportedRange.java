// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * The time that was imported from another system, in the extra {@link #EXTRA} of the store: 8 bytes
 * each.
 *
 * @param fromMillis imported rows are later than this stamp
 * @param throughMillis imported rows are not later than this stamp, the store's own rows are
 */
public record ImportedRange(long fromMillis, long throughMillis) {
  /** The name of the extra. */
  public static final String EXTRA = "imported";

  byte[] toBytes() {
    return new WireWriter().writeFixed64(fromMillis).writeFixed64(throughMillis).toByteArray();
  }

  static ImportedRange from(byte[] bytes) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    return new ImportedRange(in.readFixed64(), in.readFixed64());
  }
}
