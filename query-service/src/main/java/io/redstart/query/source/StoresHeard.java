// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import io.redstart.wire.KnownStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this process has heard of all stores.
 *
 * @param live the incarnation of each store that queries read
 * @param all every incarnation that announces itself, replicas among them
 * @param missing the stores that should answer and do not
 * @param incomplete the stores in place of which queries read a copy that may lack counts
 * @param counted the last window that each store can have counted into, by its own announcements
 */
public record StoresHeard(
    List<Announcement> live,
    List<Announcement> all,
    List<KnownStore> missing,
    Set<StoreId> incomplete,
    Map<StoreId, Long> counted) {
  /** Copies the collections. */
  public StoresHeard {
    live = List.copyOf(live);
    all = List.copyOf(all);
    missing = List.copyOf(missing);
    incomplete = Set.copyOf(incomplete);
    counted = Map.copyOf(counted);
  }

  /** Returns the replicas of a store, other than the one that is served. */
  public List<Announcement> copiesOf(Announcement served) {
    return all.stream()
        .filter(one -> one.isReplica()
            && one.store().equals(served.store())
            && one.incarnation() != served.incarnation())
        .toList();
  }

  /** Returns the last window that a store can have counted into, if it was heard. */
  public Optional<Long> countedMillis(StoreId store) {
    return Optional.ofNullable(counted.get(store));
  }
}
