// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

/**
 * Limits the total cost of one query's matchers. The process that reads the query has one, and so
 * does each process that answers a part of it. Not thread-safe.
 *
 * <p>Go has no such limit: each of its expressions may have 3.3 million instructions. Here an
 * instruction needs 65 bytes, and 29 more on each thread that matches, so a query at the limit
 * holds 16 MB, and 7 MB for each thread.
 */
public final class MatcherBudget {
  /** The most matchers of one selector. */
  public static final int MATCHERS_MAX = 1000;

  /** The most instructions of all expressions together, see {@link LabelMatcher#cost}. */
  static final long COST_MAX = 250_000;

  private long cost;

  /**
   * Adds a matcher.
   *
   * @throws IllegalArgumentException if all matchers together cost too much
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
   * Checks the number of matchers of a selector.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public static void requireCount(int matchers) {
    if (matchers > MATCHERS_MAX) {
      throw new IllegalArgumentException(
          "the selector has more than " + MATCHERS_MAX + " matchers");
    }
  }
}
