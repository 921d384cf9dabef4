// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/**
 * A duration that may depend on the query's step and range: {@code 5m}, {@code step() * 2}, {@code
 * max_of(range(), 1h) / 4}. Immutable.
 */
public sealed interface DurationExpr {
  /** Returns its range in the query. */
  TextRange at();

  /** A fixed number of seconds; {@code written} tells the printer whether it was a duration. */
  record Seconds(double seconds, boolean duration, TextRange at) implements DurationExpr {}

  /** {@code step()}: the distance of the query's steps. */
  record Step(TextRange at) implements DurationExpr {}

  /** {@code range()}: from the query's start to its end. */
  record Range(TextRange at) implements DurationExpr {}

  /** A sign before a duration. */
  record Signed(boolean minus, DurationExpr operand, TextRange at) implements DurationExpr {}

  /** An operation on two durations. */
  record Operation(Op op, DurationExpr left, DurationExpr right, TextRange at)
      implements DurationExpr {}

  /** A duration in parentheses. */
  record Parenthesized(DurationExpr inner, TextRange at) implements DurationExpr {}

  /** The operations on durations, in seconds. */
  enum Op {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MODULO,
    POWER,
    MIN_OF,
    MAX_OF
  }
}
