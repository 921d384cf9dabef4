// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import io.redstart.wire.Announcement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Judges, for one store of which this process keeps a copy, whether there are enough copies.
 *
 * <pre>
 *   the store is silent for 10 min, or its name has another store: nobody counts into it any more
 *    └─ the copy here is read, and fewer than wanted have its last commit ─▶ TOO_FEW, 30 s later DUE
 *    └─ as many other copies as wanted are better, for 10 min             ─▶ UNNEEDED
 * </pre>
 *
 * <p>Of all copies the same ones are better for everybody, so those that are needed stay.
 */
final class CopyWatch {
  /** After this time of silence a store's aggregator is not expected back. */
  static final long OVER_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /** How long a copy is waited for that fell silent, as long as for a follower that was stopped. */
  static final long BACK_MILLIS = TimeUnit.SECONDS.toMillis(30);

  /** How long a copy is kept that is not needed. */
  static final long UNNEEDED_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /** What to do about a store. */
  enum Verdict {
    /** Nothing: there are enough copies, or another keeper looks after them. */
    ENOUGH,
    /** A copy is missing, and may come back. */
    TOO_FEW,
    /** Another copy has to be made. */
    DUE,
    /** The copy here can be deleted. */
    UNNEEDED
  }

  private final int wanted;
  /** When the store itself was alive last. */
  private long aliveMillis;
  /** When there were enough copies last, or making one failed. */
  private long enoughMillis;
  /** When the copy here was needed last. */
  private long neededMillis;

  /**
   * Begins to watch, as if there had been enough copies until now.
   *
   * @param wanted how many copies there should be
   */
  CopyWatch(int wanted, long nowMillis) {
    this.wanted = wanted;
    this.aliveMillis = nowMillis;
    waitAgain(nowMillis);
    this.neededMillis = nowMillis;
  }

  /** Notes that a copy was just made, or could not be made. */
  void waitAgain(long nowMillis) {
    enoughMillis = nowMillis;
  }

  /**
   * Judges.
   *
   * @param here the copy that this process keeps
   * @param heard everything that announces itself
   */
  Verdict look(long nowMillis, Announcement here, List<Announcement> heard) {
    if (!isOver(nowMillis, here, heard)) {
      enoughMillis = nowMillis;
      neededMillis = nowMillis;
      return Verdict.ENOUGH;
    }
    int better = keepers(here, heard, one -> isBetter(one, here)).size();
    if (better > 0) {
      enoughMillis = nowMillis;
      neededMillis = better < wanted ? nowMillis : neededMillis;
      return nowMillis - neededMillis >= UNNEEDED_MILLIS ? Verdict.UNNEEDED : Verdict.ENOUGH;
    }
    neededMillis = nowMillis;
    if (complete(here, heard).size() + 1 >= wanted) {
      enoughMillis = nowMillis;
      return Verdict.ENOUGH;
    }
    return nowMillis - enoughMillis >= BACK_MILLIS ? Verdict.DUE : Verdict.TOO_FEW;
  }

  private boolean isOver(long nowMillis, Announcement here, List<Announcement> heard) {
    List<Announcement> stores = heard.stream().filter(one -> !one.isReplica()).toList();
    if (stores.stream().anyMatch(one -> one.store().equals(here.store()))) {
      aliveMillis = nowMillis;
      return false;
    }
    return nowMillis - aliveMillis >= OVER_MILLIS
        || stores.stream().anyMatch(one -> one.ready() && one.name().equals(here.name()));
  }

  /** Returns the other keepers of copies that hold as much as the one here. */
  static Set<String> complete(Announcement here, List<Announcement> heard) {
    return keepers(here, heard, one -> one.commit() >= here.commit());
  }

  private static Set<String> keepers(
      Announcement here, List<Announcement> heard, Predicate<Announcement> condition) {
    return heard.stream()
        .filter(one -> one.isReplica() && one.store().equals(here.store()))
        .filter(one -> !one.keeper().equals(here.keeper()))
        .filter(condition)
        .map(Announcement::keeper)
        .collect(Collectors.toSet());
  }

  /** Returns whether queries read one copy rather than another, as a directory chooses. */
  private static boolean isBetter(Announcement one, Announcement other) {
    return one.commit() == other.commit()
        ? Long.compareUnsigned(one.incarnation(), other.incarnation()) > 0
        : one.commit() > other.commit();
  }
}
