// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

/**
 * The times at which a query is evaluated. They are not aligned.
 *
 * @param startMillis the first, epoch milliseconds
 * @param stepMillis the distance, more than 0
 * @param count how many; none only in a subquery
 */
public record Steps(long startMillis, long stepMillis, int count) {
  /** Checks the numbers. */
  public Steps {
    if (stepMillis <= 0 || count < 0) {
      throw new IllegalArgumentException(count + " steps of " + stepMillis + " ms");
    }
  }

  /** Returns the one step of an instant query. */
  public static Steps at(long timeMillis) {
    return new Steps(timeMillis, 1, 1);
  }

  /**
   * Returns the steps of a range query.
   *
   * @throws IllegalArgumentException if the end is before the start, or there are more than an
   *     {@code int} holds
   */
  public static Steps range(long startMillis, long endMillis, long stepMillis) {
    if (stepMillis <= 0) {
      throw new IllegalArgumentException("step of " + stepMillis + " ms");
    }
    if (endMillis < startMillis) {
      throw new IllegalArgumentException("the end is before the start");
    }
    long count = Math.floorDiv(Math.subtractExact(endMillis, startMillis), stepMillis) + 1;
    return new Steps(startMillis, stepMillis, Math.toIntExact(count));
  }

  /**
   * Returns the steps of a subquery: the whole multiples of a distance in a range.
   *
   * @param fromMillis the start of the range, exclusive
   * @param throughMillis its end, inclusive
   * @throws ArithmeticException if there are more than an {@code int} holds
   */
  static Steps aligned(long fromMillis, long throughMillis, long stepMillis) {
    long start = (Math.floorDiv(fromMillis, stepMillis) + 1) * stepMillis;
    long count = Math.max(0, Math.floorDiv(throughMillis - start, stepMillis) + 1);
    return new Steps(start, stepMillis, Math.toIntExact(count));
  }

  /** Returns the first step alone. */
  Steps first() {
    return new Steps(startMillis, stepMillis, Math.min(1, count));
  }

  /** Returns the time of a step in epoch milliseconds. */
  public long timeMillis(int step) {
    return startMillis + step * stepMillis;
  }

  /** Returns the time of the last step in epoch milliseconds. */
  public long endMillis() {
    return timeMillis(count - 1);
  }
}
