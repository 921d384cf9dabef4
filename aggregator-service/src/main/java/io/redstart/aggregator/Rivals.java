// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.bus.StoreDirectory;
import io.redstart.model.StoreId;
import io.redstart.wire.Announcement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tracks other processes that claim this store's id or this aggregator's name, and decides which
 * one yields (docs/rules.md, P2): the later one, which is not ready yet. If both are ready, or
 * neither, the incarnations decide, so that both sides reach the same answer. Replicas are no rivals,
 * but they keep a store from being taken for lost.
 */
final class Rivals {
  private record Heard(Announcement announcement, long atMillis) {}

  private final StoreId store;
  private final long incarnation;
  private final String name;
  private final LongSupplier monotonicMillis;
  private final Map<Long, Heard> rivals = new HashMap<>();

  Rivals(StoreId store, long incarnation, String name, LongSupplier monotonicMillis) {
    this.store = store;
    this.incarnation = incarnation;
    this.name = name;
    this.monotonicMillis = monotonicMillis;
  }

  /** Records an announcement; ignores our own. */
  void heard(Announcement other) {
    if (other.incarnation() == incarnation) {
      return;
    }
    if (other.saysGoodbye()) {
      rivals.remove(other.incarnation());
    } else if (other.store().equals(store) || other.name().equals(name)) {
      rivals.put(other.incarnation(), new Heard(other, monotonicMillis.getAsLong()));
    }
  }

  /** Returns whether a store that has this aggregator's name, or a replica of it, is alive. */
  boolean isLive(StoreId other) {
    dropSilent();
    return rivals.values().stream().anyMatch(heard -> heard.announcement.store().equals(other));
  }

  /**
   * Returns why this aggregator must not serve, if there is a reason.
   *
   * @param ready whether this aggregator has announced itself as ready
   */
  Optional<String> conflict(boolean ready) {
    dropSilent();
    for (Heard heard : rivals.values()) {
      Announcement other = heard.announcement;
      if (other.isReplica()) {
        continue;
      }
      boolean yields = other.ready() == ready
          ? Long.compareUnsigned(other.incarnation(), incarnation) < 0
          : other.ready();
      if (yields) {
        return Optional.of(
            other.store().equals(store)
                ? "store " + store + " is served by " + other.name() + " already"
                : "the name " + name + " is taken by store " + other.store());
      }
    }
    return Optional.empty();
  }

  private void dropSilent() {
    long oldest = monotonicMillis.getAsLong() - StoreDirectory.SILENCE_MAX_MILLIS;
    rivals.values().removeIf(heard -> heard.atMillis < oldest);
  }
}
