// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.syntax.AggregateOp;

/** Aggregates numbers one by one, for many groups at once. */
public interface Accumulator {
  /** Returns the accumulator of an aggregation for a number of groups. */
  static Accumulator of(AggregateOp op, int groups) {
    return switch (op) {
      case SUM -> new KahanSum(groups);
      case AVG -> new KahanMean(groups);
      case MIN -> new Extreme(groups, false);
      case MAX -> new Extreme(groups, true);
      case COUNT -> new Count(groups);
    };
  }

  /** Restarts a group with its first number. */
  void set(int group, double value);

  /** Adds a number to a group that was set. */
  void add(int group, double value);

  /** Returns the result of a group that was set. */
  double result(int group);
}
