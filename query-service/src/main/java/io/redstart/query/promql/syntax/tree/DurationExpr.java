// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import io.redstart.query.promql.syntax.text.TextRange;

/**
 * A duration that may depend on the query's step and range: {@code 5m}, {@code step() * 2}, {@code
 * max_of(range(), 1h) / 4}. Immutable.
 */
public sealed interface DurationExpr {
  /** Returns its range in the query. */
  TextRange at();

  /**
   * A fixed number of seconds.
   *
   * @param duration whether it was written as a duration, for the printer
   */
  record Seconds(double seconds, boolean duration, TextRange at) implements DurationExpr {
    /** Returns milliseconds, as Prometheus rounds them: to nanoseconds, then cut off. */
    public long millis() {
      double nanos = Math.abs(seconds) * 1e9;
      long millis = (long) Math.floor(nanos + 0.5) / 1_000_000;
      return seconds < 0 ? -millis : millis;
    }

    /** Returns whether it is less than half a nanosecond: Prometheus' smallest duration. */
    boolean isZero() {
      return Math.abs(seconds) * 1e9 < 0.5;
    }
  }

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
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MODULO("%"),
    POWER("^"),
    MIN_OF("min_of"),
    MAX_OF("max_of");

    private final String text;

    Op(String text) {
      this.text = text;
    }

    /** Returns its symbol or name in PromQL. */
    public String text() {
      return text;
    }

    /** Returns whether it is written as a function: {@code min_of(…, …)}. */
    public boolean isFunction() {
      return this == MIN_OF || this == MAX_OF;
    }
  }
}
