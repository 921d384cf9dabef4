// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the most recently used entries, up to a total weight. The newest entry is kept even if it
 * alone exceeds that weight. Used by one thread at a time.
 */
final class RecentlyUsed<K, V> {
  private record Weighed<V>(V value, long weight) {}

  private final long weightMax;
  private final Map<K, Weighed<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  RecentlyUsed(long weightMax) {
    this.weightMax = weightMax;
  }

  Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key)).map(Weighed::value);
  }

  /** Puts a value, replacing any under the same key, and drops the least recently used entries. */
  void put(K key, V value, long weightOfBoth) {
    Weighed<V> before = entries.put(key, new Weighed<>(value, weightOfBoth));
    weight += weightOfBoth - (before == null ? 0 : before.weight);
    Iterator<Weighed<V>> eldest = entries.values().iterator();
    while (weight > weightMax && entries.size() > 1) {
      weight -= eldest.next().weight;
      eldest.remove();
    }
  }

  void clear() {
    entries.clear();
    weight = 0;
  }

  int size() {
    return entries.size();
  }
}
