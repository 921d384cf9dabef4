// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A queue in which clients take turns: the next element is the oldest of the client whose turn was
 * longest ago. Not thread-safe.
 *
 * <pre>
 *   a: 1 2 3    b: 4    c: 5 6      leave as      1 4 5 2 6 3
 * </pre>
 */
final class FairQueue<E> {
  /** In the order of their turns; each has an element. */
  private final Map<String, Deque<E>> byClient = new LinkedHashMap<>();

  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(String client, E element) {
    byClient.computeIfAbsent(client, key -> new ArrayDeque<>()).add(element);
    size++;
  }

  /** Removes the next element; there must be one. */
  E remove() {
    Map.Entry<String, Deque<E>> turn = byClient.entrySet().iterator().next();
    Deque<E> elements = turn.getValue();
    byClient.remove(turn.getKey());
    E next = elements.remove();
    size--;
    if (!elements.isEmpty()) {
      byClient.put(turn.getKey(), elements);
    }
    return next;
  }

  /** Removes an element if it is there. */
  void remove(String client, E element) {
    Deque<E> elements = byClient.get(client);
    if (elements != null && elements.remove(element)) {
      size--;
      if (elements.isEmpty()) {
        byClient.remove(client);
      }
    }
  }
}
