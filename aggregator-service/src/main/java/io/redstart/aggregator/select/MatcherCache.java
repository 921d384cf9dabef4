// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.model.LabelMatcher;
import io.redstart.wire.SelectRequest;

/**
 * Keeps the matchers of the last queries, so that an expression is compiled once for all shards and
 * pages of a query. Thread-safe.
 */
public final class MatcherCache implements SelectRequest.MatcherFactory {
  /** About how many bytes of heap the matchers take that are kept besides the newest. */
  static final long SIZE_MAX_BYTES = 8L << 20;

  /** About what a matcher takes besides its text and what that is compiled to. */
  private static final int MATCHER_BYTES = 256;

  /** About what an instruction of a compiled expression takes. */
  private static final long INSTRUCTION_BYTES = 100;

  private record Key(String name, LabelMatcher.Op op, String value) {}

  private final RecentlyUsed<Key, LabelMatcher> matchers = new RecentlyUsed<>(SIZE_MAX_BYTES);

  @Override
  public synchronized LabelMatcher matcher(String name, LabelMatcher.Op op, String value) {
    Key key = new Key(name, op, value);
    return matchers.get(key).orElseGet(() -> {
      LabelMatcher made = LabelMatcher.of(name, op, value);
      matchers.put(key, made, sizeBytes(made));
      return made;
    });
  }

  /** Returns about how many bytes of heap a matcher takes. */
  static long sizeBytes(LabelMatcher matcher) {
    return MATCHER_BYTES + 4L * matcher.value().length() + INSTRUCTION_BYTES * matcher.cost();
  }
}
