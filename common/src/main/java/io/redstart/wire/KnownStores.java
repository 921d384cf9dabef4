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
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Lists every known store and its state (docs/rules.md, P2 and P5). Members exchange their lists
 * every second and converge to the same one, in whatever order the news arrives:
 *
 * <pre>
 *   {a1, life 0, EXPECTED}            aggregator a announces itself
 *   {a1, life 0, LOST, at 12:00:05}   it was silent, and another store took its name at 12:00:05
 *   {a1, life 1, EXPECTED}            it announces itself again; "life 0" is outdated from now on
 * </pre>
 *
 * <p>A tombstone is kept as long as an answer could lack counts of its store ({@link
 * #forgetBefore}), but only the latest {@value #TOMBSTONES_MAX} are kept. Expected stores stay
 * until they are buried. Beyond {@value #KNOWN_MAX} entries, lists of other members add no store.
 *
 * <p>One thread at a time.
 */
public final class KnownStores {
  /** The limit of tombstones; beyond it the oldest are dropped. */
  static final int TOMBSTONES_MAX = 1_024;

  /** At this number of entries, only a store's own announcement adds another. */
  static final int KNOWN_MAX = 4_096;

  private final Set<String> unmissed;
  private final Map<StoreId, KnownStore> known = new TreeMap<>();
  /** The last window that a store can have counted into, according to its announcements. */
  private final Map<StoreId, Long> countedMillis = new HashMap<>();

  private final Map<StoreId, CopyState> copies = new HashMap<>();
  /** The incarnation in which each store was ready last, and so may have counted. */
  private final Map<StoreId, Long> readyIncarnations = new HashMap<>();

  private long forgottenBeforeMillis = Long.MIN_VALUE;

  /** Makes an empty list. */
  public KnownStores() {
    this(Set.of());
  }

  /**
   * Makes an empty list.
   *
   * @param unmissed names of aggregators that will never return: their stores are added by their
   *     own announcements only
   */
  public KnownStores(Set<String> unmissed) {
    this.unmissed = Set.copyOf(unmissed);
  }

  /** Merges entries that were stored, or received from another member. */
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

  /** Merges an announcement. Its store is alive, unless it says goodbye. */
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
    heardOfCopies(announcement);
  }

  private void heardOfCopies(Announcement announcement) {
    StoreId speaker = announcement.store();
    boolean isReport = announcement.isReplica();
    boolean saysItself = false;
    for (CopyState one : announcement.copies()) {
      boolean isOwn = one.store().equals(speaker) && !isReport;
      saysItself |= isOwn;
      if (isOwn) {
        said(one);
      } else if (known.containsKey(one.store())) {
        copies.merge(one.store(), one, CopyState::laterOf);
      }
    }
    if (!isReport && !saysItself && mayHaveCounted(announcement)) {
      said(CopyState.of(announcement));
    }
  }

  /** A store that starts again says nothing new before it is ready for the first time. */
  private boolean mayHaveCounted(Announcement announcement) {
    if (announcement.ready()) {
      readyIncarnations.put(announcement.store(), announcement.incarnation());
    }
    return Long.valueOf(announcement.incarnation())
        .equals(readyIncarnations.get(announcement.store()));
  }

  /** A store's own word counts even if nothing was sealed since the one before. */
  private void said(CopyState own) {
    copies.merge(
        own.store(),
        own,
        (before, now) -> now.atMillis() < before.atMillis() ? before : now.after(before));
  }

  /** Notes that nobody misses what a copy lacks, unless its store announces itself again. */
  public void trust(Announcement copy, long atMillis) {
    CopyState trusted = CopyState.handedOver(copy.store(), copy.keeper(), copy.commit(), atMillis);
    copies.merge(copy.store(), trusted, CopyState::laterOf);
  }

  /** Returns what was last heard of the copies of all stores but one. */
  public List<CopyState> copies(StoreId without) {
    return copies.values().stream().filter(one -> !one.store().equals(without)).toList();
  }

  /**
   * Returns the last window of which a copy has everything, if it may lack later counts of its store:
   * 0 if nobody heard the store; empty if the copy is complete, or nobody misses its aggregator.
   */
  public OptionalLong lacksAfterMillis(Announcement replica) {
    CopyState state = copies.get(replica.store());
    if (unmissed.contains(replica.name()) || state != null && state.covers(replica)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(state == null ? 0 : state.fromMillis());
  }

  /** Marks a store as alive. If it was buried, its next life begins. */
  public void lives(StoreId store, String name) {
    KnownStore before = known.get(store);
    long life = before == null ? 0 : before.isBuried() ? before.life() + 1 : before.life();
    known.put(store, new KnownStore(store, name, life, Fate.EXPECTED, 0));
  }

  /** Buries a store in its current life. */
  public void bury(StoreId store, String name, Fate fate, long atMillis) {
    known.merge(
        store,
        KnownStore.expected(store, name).buried(fate, atMillis),
        (before, now) -> before.laterOf(before.buried(fate, atMillis)));
    boundTombstones();
  }

  /**
   * Buries the silent stores whose name another store has taken: their counts are no longer
   * available, and the successor counts later windows.
   *
   * @param sinceMillis the time at which the successor's counts begin
   */
  public void succeed(StoreId successor, String name, long sinceMillis, Predicate<StoreId> isLive) {
    for (KnownStore one : expected()) {
      if (one.name().equals(name) && !one.store().equals(successor) && !isLive.test(one.store())) {
        long countedThrough = countedMillis.getOrDefault(one.store(), Long.MIN_VALUE);
        bury(one.store(), name, Fate.LOST, Math.max(sinceMillis, countedThrough));
      }
    }
  }

  /** Drops the tombstones of stores that ended before a time, and ignores later reports of them. */
  public void forgetBefore(long millis) {
    forgottenBeforeMillis = Math.max(forgottenBeforeMillis, millis);
    known.values().removeIf(this::isForgotten);
    retainKnown();
  }

  private void retainKnown() {
    countedMillis.keySet().retainAll(known.keySet());
    copies.keySet().retainAll(known.keySet());
    readyIncarnations.keySet().retainAll(known.keySet());
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
    retainKnown();
  }

  private List<KnownStore> only(Predicate<KnownStore> condition) {
    return known.values().stream().filter(condition).toList();
  }

  /** Returns the stores that answer or should answer, by name. */
  public List<KnownStore> expected() {
    return only(one -> !one.isBuried()).stream()
        .sorted(Comparator.comparing(KnownStore::name))
        .toList();
  }

  /** Returns the last window that each store can have counted into, by its own announcements. */
  public Map<StoreId, Long> countedMillis() {
    return Map.copyOf(countedMillis);
  }

  /** Returns the stores whose counts are lost. */
  public List<KnownStore> lost() {
    return only(one -> one.fate() == Fate.LOST);
  }

  /** Returns all stores in the order of their ids. */
  public List<KnownStore> list() {
    return List.copyOf(known.values());
  }
}
