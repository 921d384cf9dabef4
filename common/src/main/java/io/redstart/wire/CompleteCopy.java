// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;

/**
 * Which copy of a store holds every commit that the store has acknowledged, as the store announces it
 * and members report it to each other (docs/rules.md, F6). Of two entries the later one wins.
 *
 * <pre>
 *   store   16 bytes
 *   keeper  string
 *   since   varint
 * </pre>
 *
 * @param store the store's identity
 * @param keeper the aggregator that keeps the copy; empty if the store goes on alone
 * @param sinceMillis orders the entries: the store's last sealed window when it announced this
 *     first, in epoch milliseconds, and at least one millisecond more than the entry before. Of two
 *     entries of one moment, that with the smaller keeper is the later one
 */
public record CompleteCopy(StoreId store, String keeper, long sinceMillis) {
  /** Returns the later of two entries of one store. */
  CompleteCopy laterOf(CompleteCopy other) {
    if (other.sinceMillis != sinceMillis) {
      return other.sinceMillis > sinceMillis ? other : this;
    }
    return other.keeper.compareTo(keeper) < 0 ? other : this;
  }

  /** Writes the entry's bytes. */
  void writeTo(WireWriter out) {
    out.writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeString(keeper)
        .writeVarint(sinceMillis);
  }

  /** Reads an entry. */
  static CompleteCopy from(WireReader in) {
    return new CompleteCopy(
        new StoreId(in.readFixed64(), in.readFixed64()), in.readString(), in.readVarint());
  }
}
