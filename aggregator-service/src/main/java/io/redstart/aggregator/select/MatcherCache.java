// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.model.LabelMatcher;
import io.redstart.wire.SelectRequest;

/**
 * Caches the matchers of recent queries, so that an expression is compiled once for all shards and
 * pages of a query. Thread-safe.
 */
public final class MatcherCache implements SelectRequest.MatcherFactory {
  /**
   * The limit of the approximate heap size of cached matchers; the newest is kept even beyond it.
   */
  static final long SIZE_MAX_BYTES = 8L << 20;

  /** The approximate size of a matcher without its text and compiled form. */
  private static final int MATCHER_BYTES = 256;

  /** The approximate size of an instruction of a compiled expression. */
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

  /** Returns the approximate heap size of a matcher in bytes. */
  static long sizeBytes(LabelMatcher matcher) {
    return MATCHER_BYTES + 4L * matcher.value().length() + INSTRUCTION_BYTES * matcher.cost();
  }
}
