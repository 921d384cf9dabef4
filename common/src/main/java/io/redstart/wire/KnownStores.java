// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.StoreId;
import io.redstart.wire.KnownStore.Fate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Every store that was heard of, and what became of it (counting.md, P2 and P5). Members exchange
 * their lists every second and come to the same one, in whatever order they hear of things:
 *
 * <pre>
 *   {a1, life 0, EXPECTED}            aggregator a announces itself
 *   {a1, life 0, LOST, at 12:00:05}   it was silent, and another store has its name since 12:00:05
 *   {a1, life 1, EXPECTED}            it speaks again; "life 0" is an old rumour from now on
 * </pre>
 *
 * <p>A tombstone is kept as long as an answer could lack something of its store ({@link
 * #forgetBefore}), and no more than {@value #TOMBSTONES_MAX} are, the latest ones. Stores that are
 * expected stay until they are buried; beyond {@value #KNOWN_MAX} entries no rumour adds one.
 *
 * <p>One thread at a time.
 */
public final class KnownStores {
  /** More tombstones are dropped, the oldest first. */
  static final int TOMBSTONES_MAX = 1_024;

  /** With so many entries only a store that speaks itself becomes another. */
  static final int KNOWN_MAX = 4_096;

  private final Set<String> unmissed;
  private final Map<StoreId, KnownStore> known = new TreeMap<>();
  /** The last window that a store may have counted into, by what it said itself. */
  private final Map<StoreId, Long> countedMillis = new HashMap<>();

  private long forgottenBeforeMillis = Long.MIN_VALUE;

  /** Makes an empty list. */
  public KnownStores() {
    this(Set.of());
  }

  /**
   * Makes an empty list.
   *
   * @param unmissed names of aggregators that will never return: their stores are not learned from
   *     others, only from themselves
   */
  public KnownStores(Set<String> unmissed) {
    this.unmissed = Set.copyOf(unmissed);
  }

  /** Merges what was remembered, or heard from somebody else. */
  public void learn(Collection<KnownStore> rumours) {
    rumours.forEach(this::learn);
    boundTombstones();
  }

  private void learn(KnownStore one) {
    if (isForgotten(one)) {
      known.computeIfPresent(one.store(), (store, own) -> own.life() <= one.life() ? null : own);
    } else if (known.containsKey(one.store()) || mayBeAdded(one)) {
      known.merge(one.store(), one, KnownStore::laterOf);
    }
  }

  private boolean mayBeAdded(KnownStore rumour) {
    return known.size() < KNOWN_MAX && !unmissed.contains(rumour.name());
  }

  private boolean isForgotten(KnownStore one) {
    return one.isBuried() && one.atMillis() < forgottenBeforeMillis;
  }

  /** Merges an announcement: whoever speaks is alive, unless it says goodbye. */
  public void heard(Announcement announcement) {
    StoreId speaker = announcement.store();
    if (announcement.saysGoodbye()) {
      announcement.known().stream()
          .filter(one -> one.store().equals(speaker))
          .forEach(own -> bury(speaker, announcement.name(), own.fate(), own.atMillis()));
    } else {
      lives(speaker, announcement.name());
      countedMillis.put(speaker, announcement.countedMillis());
    }
    learn(announcement.known());
  }

  /** Takes that a store is alive now: if it was buried, its next life begins. */
  public void lives(StoreId store, String name) {
    KnownStore before = known.get(store);
    long life = before == null ? 0 : before.isBuried() ? before.life() + 1 : before.life();
    known.put(store, new KnownStore(store, name, life, Fate.EXPECTED, 0));
  }

  /** Buries a store in whichever life it is. */
  public void bury(StoreId store, String name, Fate fate, long atMillis) {
    known.merge(
        store,
        KnownStore.expected(store, name).buried(fate, atMillis),
        (before, now) -> before.laterOf(before.buried(fate, atMillis)));
    boundTombstones();
  }

  /**
   * Buries the silent stores whose name another has taken: what they counted cannot be had any more,
   * and later windows are counted by the other.
   *
   * @param sinceMillis when the successor's counts begin
   */
  public void succeed(StoreId successor, String name, long sinceMillis, Predicate<StoreId> isLive) {
    for (KnownStore one : expected()) {
      if (one.name().equals(name) && !one.store().equals(successor) && !isLive.test(one.store())) {
        long countedThrough = countedMillis.getOrDefault(one.store(), Long.MIN_VALUE);
        bury(one.store(), name, Fate.LOST, Math.max(sinceMillis, countedThrough));
      }
    }
  }

  /** Drops the tombstones of what ended before a time, and believes no rumour of such any more. */
  public void forgetBefore(long millis) {
    forgottenBeforeMillis = Math.max(forgottenBeforeMillis, millis);
    known.values().removeIf(this::isForgotten);
    countedMillis.keySet().retainAll(known.keySet());
  }

  private void boundTombstones() {
    if (known.size() <= TOMBSTONES_MAX) {
      return;
    }
    List<KnownStore> buried = new ArrayList<>(only(KnownStore::isBuried));
    buried.sort(Comparator.comparingLong(KnownStore::atMillis));
    buried
        .subList(0, Math.max(0, buried.size() - TOMBSTONES_MAX))
        .forEach(oldest -> known.remove(oldest.store()));
    countedMillis.keySet().retainAll(known.keySet());
  }

  private List<KnownStore> only(Predicate<KnownStore> condition) {
    return known.values().stream().filter(condition).toList();
  }

  /** Returns the stores that answer or are missed, by name. */
  public List<KnownStore> expected() {
    return only(one -> !one.isBuried()).stream()
        .sorted(Comparator.comparing(KnownStore::name))
        .toList();
  }

  /** Returns the stores whose counts are lost. */
  public List<KnownStore> lost() {
    return only(one -> one.fate() == Fate.LOST);
  }

  /** Returns all of them in the order of their ids. */
  public List<KnownStore> list() {
    return List.copyOf(known.values());
  }
}
