// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.syntax.DurationExpr;
import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.promql.syntax.TextRange;

/**
 * Computes durations of a query, which may depend on its step and its range. The rules are those of
 * Prometheus' {@code promql/durations.go}.
 */
final class Durations {
  /** What an {@code int64} of nanoseconds holds. */
  private static final double SECONDS_MAX = Math.pow(2, 63) / 1e9;

  private final QueryText query;
  private final double stepSeconds;
  private final double rangeSeconds;

  /**
   * Makes it for a query.
   *
   * @param stepMillis the distance of its steps; 0 for an instant query
   * @param rangeMillis from its start to its end
   */
  Durations(QueryText query, long stepMillis, long rangeMillis) {
    this.query = query;
    this.stepSeconds = stepMillis / 1000.0;
    this.rangeSeconds = rangeMillis / 1000.0;
  }

  /** Returns a range or step, more than 0. */
  long positiveMillis(DurationExpr expr) {
    double seconds = finiteSeconds(expr);
    if (seconds <= 0) {
      throw query.invalid(expr.at(), "duration must be greater than 0");
    }
    return millis(expr, seconds);
  }

  /** Returns an offset, which may be negative. */
  long offsetMillis(DurationExpr expr) {
    return millis(expr, finiteSeconds(expr));
  }

  private double finiteSeconds(DurationExpr expr) {
    double seconds = seconds(expr);
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw query.invalid(expr.at(), "duration is NaN or infinite");
    }
    return seconds;
  }

  private long millis(DurationExpr expr, double seconds) {
    if (Math.abs(seconds) > SECONDS_MAX) {
      throw query.invalid(expr.at(), "duration is out of range");
    }
    return (long) (seconds * 1000);
  }

  private double seconds(DurationExpr expr) {
    if (expr instanceof DurationExpr.Seconds fixed) {
      return fixed.seconds();
    }
    if (expr instanceof DurationExpr.Step) {
      return stepSeconds;
    }
    if (expr instanceof DurationExpr.Range) {
      return rangeSeconds;
    }
    if (expr instanceof DurationExpr.Parenthesized parenthesized) {
      return seconds(parenthesized.inner());
    }
    if (expr instanceof DurationExpr.Signed signed) {
      double value = seconds(signed.operand());
      return signed.minus() ? -value : value;
    }
    DurationExpr.Operation operation = (DurationExpr.Operation) expr;
    return compute(operation, seconds(operation.left()), seconds(operation.right()));
  }

  private double compute(DurationExpr.Operation operation, double left, double right) {
    TextRange at = operation.at();
    return switch (operation.op()) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / nonZero(at, right, "division by zero");
      case MODULO -> left % nonZero(at, right, "modulo by zero");
      case POWER -> Math.pow(left, right);
      case MIN_OF -> Math.min(left, right);
      case MAX_OF -> Math.max(left, right);
    };
  }

  private double nonZero(TextRange at, double divisor, String message) {
    if (divisor == 0) {
      throw query.invalid(at, message);
    }
    return divisor;
  }
}
