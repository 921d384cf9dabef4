// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Every store that was ever heard of, and which of them are gone for good (counting.md, P2). */
final class KnownStores {
  private final Announcement.Known own;
  private final Map<StoreId, Announcement.Known> known = new TreeMap<>();

  KnownStores(StoreId store, String name, List<Announcement.Known> remembered) {
    own = new Announcement.Known(store, name, false);
    remembered.forEach(this::add);
    known.put(store, own);
  }

  /** Takes what somebody else knows. */
  void heard(Announcement other) {
    other.known().forEach(this::add);
  }

  private void add(Announcement.Known one) {
    if (!one.store().equals(own.store())) {
      known.merge(one.store(), one, (before, now) -> before.gone() ? before : now);
    }
  }

  /**
   * Marks those as gone that had our name before us: an aggregator whose store ends with its process
   * and that is there again under its name has lost what it had.
   */
  void buryPredecessors(Predicate<StoreId> isLive) {
    known.replaceAll((store, one) -> {
      boolean predecessor = one.name().equals(own.name()) && !store.equals(own.store());
      return predecessor && !isLive.test(store)
          ? new Announcement.Known(store, one.name(), true)
          : one;
    });
  }

  /** Marks our own store as gone. */
  void buryOwn() {
    known.put(own.store(), new Announcement.Known(own.store(), own.name(), true));
  }

  /** Returns all of them in the order of their ids. */
  List<Announcement.Known> list() {
    return List.copyOf(known.values());
  }
}
