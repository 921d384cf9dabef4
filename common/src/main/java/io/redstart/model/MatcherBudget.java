// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * What the matchers of one query may cost together, held by the process that reads the query and
 * again by each that answers a part of it. Not thread-safe.
 *
 * <p>Go has no such limit: each of its expressions may have 3.3 million instructions. Here an
 * instruction keeps 65 bytes, and 29 more on each thread that matches, so that a query at the limit
 * holds 16 MB, and 7 MB for each thread.
 */
public final class MatcherBudget {
  /** Matchers of one selector. */
  public static final int MATCHERS_MAX = 1000;

  /** Instructions of all expressions, see {@link LabelMatcher#cost}. */
  static final long COST_MAX = 250_000;

  private long cost;

  /**
   * Adds a matcher.
   *
   * @throws IllegalArgumentException if all together cost too much
   */
  public void add(LabelMatcher matcher) {
    cost += matcher.cost();
    if (cost > COST_MAX) {
      throw new IllegalArgumentException(
          "the regular expressions of the query are too large together:" + " more than " + COST_MAX
              + " instructions");
    }
  }

  /**
   * Checks how many matchers a selector has.
   *
   * @throws IllegalArgumentException if they are too many
   */
  public static void requireCount(int matchers) {
    if (matchers > MATCHERS_MAX) {
      throw new IllegalArgumentException(
          "the selector has more than " + MATCHERS_MAX + " matchers");
    }
  }
}
