// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;

/**
 * A store as the members report it to each other. A store has several lives. It is buried when
 * another aggregator takes its name while it is silent, and its next life begins when it announces
 * itself again; or it stops in an orderly way, and its next life begins when it counts again. Of two
 * entries the one with the later life wins, so an outdated entry can neither bury nor revive a store.
 *
 * <pre>
 *   store  16 bytes
 *   name   string
 *   life   varint
 *   fate   1 byte, the ordinal of a {@link Fate}
 *   end    varint
 * </pre>
 *
 * @param store its identity
 * @param name the latest known name of its aggregator
 * @param life how often its next life has begun; {@link KnownStores#forgive} begins one, too
 * @param fate its state in this life
 * @param end for a buried store, the last window that it can have counted into, in epoch
 *     milliseconds; for an expected one that has stopped counting, a commit: a copy that has it holds
 *     everything that anybody misses (docs/rules.md, F6); 0 for one that counts
 */
public record KnownStore(StoreId store, String name, long life, Fate fate, long end) {
  /** The state of a store. Within one life, the greater fate is the later one. */
  public enum Fate {
    /** It answers, or should. */
    EXPECTED,
    /** It is permanently gone, and its counts with it. */
    LOST,
    /** It is gone, and nobody misses its counts: it held none, or an operator has given it up. */
    EMPTY
  }

  private static final Fate[] FATES = Fate.values();

  /** Returns the entry for a store that was never buried. */
  public static KnownStore expected(StoreId store, String name) {
    return new KnownStore(store, name, 0, Fate.EXPECTED, 0);
  }

  /** Returns whether no answer is expected from the store. */
  public boolean isBuried() {
    return fate != Fate.EXPECTED;
  }

  /** Returns this store, buried in this life. */
  KnownStore buried(Fate as, long lastMillis) {
    return new KnownStore(store, name, life, as, lastMillis);
  }

  /** Returns this expected store, which counts nothing after a commit in this life. */
  KnownStore ended(long commit) {
    return new KnownStore(store, name, life, fate, commit);
  }

  /** Returns this store in its next life. */
  KnownStore nextLife(String lastName) {
    return new KnownStore(store, lastName, life + 1, Fate.EXPECTED, 0);
  }

  /** Returns the later of two entries of one store. */
  KnownStore laterOf(KnownStore other) {
    if (other.life != life) {
      return other.life > life ? other : this;
    }
    if (other.fate != fate) {
      return other.fate.compareTo(fate) > 0 ? other : this;
    }
    return other.end >= end ? other : this;
  }

  /** Writes the entry's bytes. */
  public void writeTo(WireWriter out) {
    out.writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeString(name)
        .writeVarint(life)
        .writeByte(fate.ordinal())
        .writeVarint(end);
  }

  /** Reads an entry. */
  public static KnownStore from(WireReader in) {
    return new KnownStore(
        new StoreId(in.readFixed64(), in.readFixed64()),
        in.readString(),
        in.readVarint(),
        FATES[in.readCount(FATES.length - 1)],
        in.readVarint());
  }
}
