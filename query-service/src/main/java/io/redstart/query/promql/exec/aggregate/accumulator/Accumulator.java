// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate.accumulator;

import io.redstart.query.promql.limit.QueryLimits;

/** Aggregates numbers one by one, for many groups at once. */
public interface Accumulator {
  /** Counts the samples of each group. */
  static Accumulator count(QueryLimits limits) {
    return new Count(limits);
  }

  /** Finds the least number of each group; NaN only where all numbers are NaN. */
  static Accumulator min(QueryLimits limits) {
    return new Extreme(limits, false);
  }

  /** Finds the greatest number of each group; NaN only where all numbers are NaN. */
  static Accumulator max(QueryLimits limits) {
    return new Extreme(limits, true);
  }

  /** Returns 1 for each group. */
  static Accumulator existence() {
    return new Existence();
  }

  /** Computes the population standard deviation of each group. */
  static Accumulator standardDeviation(QueryLimits limits) {
    return new Deviation(limits, true);
  }

  /** Computes the population variance of each group. */
  static Accumulator variance(QueryLimits limits) {
    return new Deviation(limits, false);
  }

  /** Adds up each group, with a correction of the rounding errors. */
  static Accumulator sum(QueryLimits limits) {
    return new KahanSum(limits);
  }

  /** Computes the mean of each group, with a correction of the rounding errors. */
  static Accumulator mean(QueryLimits limits) {
    return new KahanMean(limits);
  }

  /**
   * Begins a step, in which every group must be set before it is added to.
   *
   * @param groups how many there are now
   */
  void begin(int step, int groups);

  /** Restarts a group with its first number. */
  void set(int group, double value);

  /** Adds a number to a group that was set. */
  void add(int group, double value);

  /** Returns the result of a group that was set. */
  double result(int group);
}
