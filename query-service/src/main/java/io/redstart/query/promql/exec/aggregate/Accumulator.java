// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

/** Aggregates numbers one by one, for many groups at once. */
interface Accumulator {
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
