// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;

/**
 * What a store last announced about its copy, as the members report it to each other (docs/rules.md,
 * F6). Of two entries the one with the later stamp wins, then the one with the greater kind, so a
 * member that heard the store go on alone is not talked out of it.
 *
 * <pre>
 *   store   16 bytes
 *   kind    1 byte, the ordinal of a {@link Kind}; unknown ones mean ALONE
 *   keeper  string
 *   commit  varint
 *   at      varint
 *   from    varint
 * </pre>
 *
 * @param store the store's identity
 * @param kind whether its commits were durable in a copy
 * @param keeper the aggregator that keeps this copy; empty for a store that is alone
 * @param commit the last commit of a store that was handed over, otherwise 0
 * @param atMillis the store's last sealed window when it announced this, in epoch milliseconds
 * @param fromMillis for a store that is alone, the last sealed window before it was; 0 if unknown
 */
public record CopyState(
    StoreId store, Kind kind, String keeper, long commit, long atMillis, long fromMillis) {
  /** The kinds of states. */
  public enum Kind {
    /** Its follower's copy held every acknowledged commit. */
    IN_STEP,
    /** It acknowledged commits that may be in no copy. */
    ALONE,
    /** It was drained: copies that hold its last commit are complete, whoever keeps them. */
    HANDED_OVER
  }

  private static final Kind[] KINDS = Kind.values();

  /** Returns the state of a store that was drained. */
  public static CopyState handedOver(StoreId store, String keeper, long commit, long atMillis) {
    return new CopyState(store, Kind.HANDED_OVER, keeper, commit, atMillis, 0);
  }

  /** Returns the state that a store announces of itself by its follower. */
  static CopyState of(Announcement announcement) {
    Kind kind = announcement.follower().isEmpty() ? Kind.ALONE : Kind.IN_STEP;
    return new CopyState(
        announcement.store(), kind, announcement.follower(), 0, announcement.sealedMillis(), 0);
  }

  /** Returns this state, if it is ALONE with the time from which on it is, given the one before. */
  CopyState after(CopyState before) {
    if (kind != Kind.ALONE) {
      return this;
    }
    long from = before.kind == Kind.ALONE ? before.fromMillis : before.atMillis;
    return new CopyState(store, kind, keeper, commit, atMillis, from);
  }

  /** Returns the later of two reports about one store. */
  CopyState laterOf(CopyState other) {
    if (other.atMillis != atMillis) {
      return other.atMillis > atMillis ? other : this;
    }
    return other.kind.compareTo(kind) > 0 ? other : this;
  }

  /** Returns whether a replica holds everything that its store acknowledged up to this report. */
  boolean covers(Announcement replica) {
    return switch (kind) {
      case IN_STEP -> replica.keeper().equals(keeper);
      case ALONE -> false;
      case HANDED_OVER -> replica.commit() >= commit;
    };
  }

  /** Writes the entry's bytes. */
  void writeTo(WireWriter out) {
    out.writeFixed64(store.high())
        .writeFixed64(store.low())
        .writeByte(kind.ordinal())
        .writeString(keeper)
        .writeVarint(commit)
        .writeVarint(atMillis)
        .writeVarint(fromMillis);
  }

  /** Reads an entry. */
  static CopyState from(WireReader in) {
    StoreId store = new StoreId(in.readFixed64(), in.readFixed64());
    int kind = in.readByte();
    return new CopyState(
        store,
        kind >= 0 && kind < KINDS.length ? KINDS[kind] : Kind.ALONE,
        in.readString(),
        in.readVarint(),
        in.readVarint(),
        in.readVarint());
  }
}
