// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;

/**
 * What members tell each other of a store. A store has several lives: it is buried when another
 * aggregator takes its name while it is silent, and begins the next life when it speaks again. So
 * an old rumour can neither bury nor wake anybody: of two entries the one of the later life is right.
 *
 * <pre>
 *   store  16 bytes
 *   name   string
 *   life   varint
 *   fate   1 byte, the ordinal of a {@link Fate}
 *   at     varint
 * </pre>
 *
 * @param store its identity
 * @param name its aggregator's name when it was last heard of
 * @param life how often it has come back after it was buried
 * @param fate what became of it in this life
 * @param atMillis of a buried store, in epoch milliseconds: the last window that it may have counted
 *     into; 0 of one that is expected
 */
public record KnownStore(StoreId store, String name, long life, Fate fate, long atMillis) {
  /** What became of a store; of one life, the greater fate is the later one. */
  public enum Fate {
    /** It answers, or is missed. */
    EXPECTED,
    /** It is gone for good, and what it counted with it. */
    LOST,
    /** It is gone, and nothing was in it. */
    EMPTY
  }

  private static final Fate[] FATES = Fate.values();

  /** Returns the entry of a store that was never buried. */
  public static KnownStore expected(StoreId store, String name) {
    return new KnownStore(store, name, 0, Fate.EXPECTED, 0);
  }

  /** Returns whether nobody expects an answer from it. */
  public boolean isBuried() {
    return fate != Fate.EXPECTED;
  }

  /** Returns this store, buried in this life. */
  KnownStore buried(Fate as, long lastMillis) {
    return new KnownStore(store, name, life, as, lastMillis);
  }

  /** Returns the later of two entries of one store. */
  KnownStore laterOf(KnownStore other) {
    if (other.life != life) {
      return other.life > life ? other : this;
    }
    if (other.fate != fate) {
      return other.fate.compareTo(fate) > 0 ? other : this;
    }
    return other.atMillis >= atMillis ? other : this;
  }

  void writeTo(WireWriter out) {
    out.writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeString(name)
        .writeVarint(life)
        .writeByte(fate.ordinal())
        .writeVarint(atMillis);
  }

  static KnownStore from(WireReader in) {
    return new KnownStore(
        new StoreId(in.readFixed64(), in.readFixed64()),
        in.readString(),
        in.readVarint(),
        FATES[in.readCount(FATES.length - 1)],
        in.readVarint());
  }
}
