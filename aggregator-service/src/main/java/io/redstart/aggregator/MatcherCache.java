// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.model.LabelMatcher;
import io.redstart.wire.SelectRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the matchers of the last queries, so that an expression is compiled once for all shards and
 * pages of a query. Thread-safe.
 */
final class MatcherCache implements SelectRequest.MatcherFactory {
  /** How many matchers are kept. */
  static final int MATCHERS_MAX = 256;

  /** How many characters of expressions are kept; a longer one is kept until the next comes. */
  static final int TEXT_MAX = 1 << 20;

  private record Key(String name, LabelMatcher.Op op, String value) {}

  private final Map<Key, LabelMatcher> matchers = new LinkedHashMap<>(16, 0.75f, true);
  private long textLength;

  @Override
  public synchronized LabelMatcher matcher(String name, LabelMatcher.Op op, String value) {
    if (op == LabelMatcher.Op.EQUAL || op == LabelMatcher.Op.NOT_EQUAL) {
      return LabelMatcher.of(name, op, value);
    }
    Key key = new Key(name, op, value);
    LabelMatcher known = matchers.get(key);
    if (known != null) {
      return known;
    }
    LabelMatcher made = LabelMatcher.of(name, op, value);
    matchers.put(key, made);
    textLength += value.length();
    removeEldest(key);
    return made;
  }

  private void removeEldest(Key youngest) {
    var eldest = matchers.entrySet().iterator();
    while (matchers.size() > MATCHERS_MAX || textLength > TEXT_MAX) {
      Key key = eldest.next().getKey();
      if (key.equals(youngest)) {
        return;
      }
      textLength -= key.value().length();
      eldest.remove();
    }
  }
}
