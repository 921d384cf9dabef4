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
import java.util.concurrent.ConcurrentSkipListMap;
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
 * <p>One thread at a time changes it; any thread may read the lists.
 */
public final class KnownStores {
  /** The limit of tombstones; beyond it the oldest are dropped. */
  static final int TOMBSTONES_MAX = 1_024;

  /** At this number of entries, only a store's own announcement adds another. */
  static final int KNOWN_MAX = 4_096;

  private final Set<String> unmissed;
  private final Map<StoreId, KnownStore> known = new ConcurrentSkipListMap<>();
  private final Map<StoreId, CompleteCopy> complete = new ConcurrentSkipListMap<>();
  /** The last window that a store can have counted into, according to its announcements. */
  private final Map<StoreId, Long> countedMillis = new HashMap<>();

  /** The stores that this member alone takes for lost. */
  private final Map<StoreId, KnownStore> guessed = new ConcurrentSkipListMap<>();

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
    return one.isBuried() && one.end() < forgottenBeforeMillis;
  }

  /** Merges an announcement. Its store is alive, unless it says goodbye. */
  public void heard(Announcement announcement) {
    StoreId speaker = announcement.store();
    if (announcement.saysGoodbye()) {
      announcement.known().stream()
          .filter(one -> one.store().equals(speaker))
          .forEach(own -> bury(speaker, announcement.name(), own.fate(), own.end()));
    } else {
      lives(speaker, announcement.name());
      if (isBehind(announcement)) {
        counts(speaker);
      }
      countedMillis.put(speaker, announcement.countedMillis());
    }
    learn(announcement.known());
    for (CompleteCopy one : announcement.copies()) {
      if (known.containsKey(one.store())) {
        complete.merge(one.store(), one, CompleteCopy::laterOf);
      }
    }
  }

  /** Returns whether a store counts and has not heard yet that its copy was forgiven. */
  private boolean isBehind(Announcement announcement) {
    KnownStore heard = known.get(announcement.store());
    return heard != null
        && announcement.ready()
        && announcement.known().stream()
            .anyMatch(one -> one.store().equals(heard.store()) && one.life() < heard.life());
  }

  /** Marks a store as alive. If it was buried, its next life begins. */
  public void lives(StoreId store, String name) {
    guessed.remove(store);
    KnownStore before = known.get(store);
    if (before == null) {
      known.put(store, KnownStore.expected(store, name));
    } else if (before.isBuried()) {
      known.put(store, before.nextLife(name));
    } else {
      known.put(store, new KnownStore(store, name, before.life(), Fate.EXPECTED, before.end()));
    }
  }

  /** Notes that a store counts. If it had stopped, its next life begins, and copies lack that. */
  public void counts(StoreId store) {
    known.computeIfPresent(
        store, (id, one) -> one.end() == 0 && !one.isBuried() ? one : one.nextLife(one.name()));
  }

  /** Notes that a store counts nothing after a commit: a copy that has it is complete. */
  public void ends(StoreId store, long commit) {
    known.computeIfPresent(store, (id, one) -> one.ended(commit));
  }

  /** Notes that nobody misses what a copy lacks, unless its store counts again. */
  public void forgive(Announcement copy) {
    known.computeIfPresent(
        copy.store(), (id, one) -> one.nextLife(one.name()).ended(copy.commit()));
  }

  /** Notes that a store has stopped whose return nobody expects, if a copy holds everything. */
  public void settle(Announcement copy) {
    KnownStore store = known.get(copy.store());
    if (store != null && store.end() == 0 && !mayLack(copy)) {
      forgive(copy);
    }
  }

  /**
   * Notes which copy of a store holds everything.
   *
   * @param keeper the aggregator that keeps it; empty if there may be none
   * @param sealedMillis the store's last sealed window
   */
  public void says(StoreId store, String keeper, long sealedMillis) {
    complete.compute(store, (id, before) -> {
      if (before == null) {
        return new CompleteCopy(store, keeper, sealedMillis);
      }
      long sinceMillis = Math.max(sealedMillis, before.sinceMillis() + 1);
      return before.keeper().equals(keeper) ? before : new CompleteCopy(store, keeper, sinceMillis);
    });
  }

  /** Returns which copies hold everything, in the order of their stores. */
  public List<CompleteCopy> complete() {
    return List.copyOf(complete.values());
  }

  /** Returns whether a copy may lack something that its store has acknowledged, and that is missed. */
  public boolean mayLack(Announcement copy) {
    KnownStore store = known.get(copy.store());
    CompleteCopy said = complete.get(copy.store());
    boolean hasEnd = store != null && store.end() > 0 && copy.commit() >= store.end();
    boolean wasInStep = said != null && said.keeper().equals(copy.keeper());
    return !hasEnd && !wasInStep && !unmissed.contains(copy.name());
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
   * available, and the successor counts later windows. Stores that have stopped counting live on in
   * their copies, so these are still expected.
   *
   * @param sinceMillis the time at which the successor's counts begin
   */
  public void succeed(StoreId successor, String name, long sinceMillis, Predicate<StoreId> isLive) {
    for (KnownStore one : succeeded(successor, name, isLive)) {
      bury(one.store(), name, Fate.LOST, endOf(one, sinceMillis));
    }
  }

  /**
   * Takes the same stores for lost, but buries none of them, until its successor does. So a member
   * that publishes no list counts the lives of stores as the others do, and accepts what these say.
   */
  public void guess(StoreId successor, String name, long sinceMillis, Predicate<StoreId> isLive) {
    for (KnownStore one : succeeded(successor, name, isLive)) {
      guessed.put(one.store(), one.buried(Fate.LOST, endOf(one, sinceMillis)));
    }
  }

  private List<KnownStore> succeeded(StoreId successor, String name, Predicate<StoreId> isLive) {
    return only(one -> !one.isBuried()
        && one.end() == 0
        && one.name().equals(name)
        && !one.store().equals(successor)
        && !isLive.test(one.store()));
  }

  private long endOf(KnownStore one, long sinceMillis) {
    return Math.max(sinceMillis, countedMillis.getOrDefault(one.store(), Long.MIN_VALUE));
  }

  /** Returns how a store looks to this member. */
  private KnownStore seen(KnownStore one) {
    KnownStore guess = guessed.get(one.store());
    return guess == null || one.end() > 0 ? one : one.laterOf(guess);
  }

  /** Drops the tombstones of stores that ended before a time, and ignores later reports of them. */
  public void forgetBefore(long millis) {
    forgottenBeforeMillis = Math.max(forgottenBeforeMillis, millis);
    known.values().removeIf(one -> isForgotten(seen(one)));
    retainKnown();
  }

  private void retainKnown() {
    countedMillis.keySet().retainAll(known.keySet());
    complete.keySet().retainAll(known.keySet());
    guessed.keySet().retainAll(known.keySet());
  }

  private void boundTombstones() {
    if (known.size() <= TOMBSTONES_MAX) {
      return;
    }
    List<KnownStore> buried = new ArrayList<>(only(KnownStore::isBuried));
    buried.sort(Comparator.comparingLong(KnownStore::end));
    buried
        .subList(0, Math.max(0, buried.size() - TOMBSTONES_MAX))
        .forEach(oldest -> known.remove(oldest.store()));
    retainKnown();
  }

  private List<KnownStore> only(Predicate<KnownStore> condition) {
    return known.values().stream().map(this::seen).filter(condition).toList();
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
