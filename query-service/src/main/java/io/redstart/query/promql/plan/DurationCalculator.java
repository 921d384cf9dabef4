// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.syntax.text.DurationText;
import io.redstart.query.promql.syntax.tree.DurationExpr;

/**
 * Computes durations for a query's step and range, by the rules and in the words of Prometheus'
 * promql/durations.go.
 */
final class DurationCalculator {
  private final double stepSeconds;

  private final double rangeSeconds;

  /**
   * Makes a calculator for one query.
   *
   * @param stepMillis the distance of its steps; 0 for an instant query
   * @param rangeMillis from its start to its end
   */
  DurationCalculator(long stepMillis, long rangeMillis) {
    this.stepSeconds = stepMillis / 1e3;
    this.rangeSeconds = rangeMillis / 1e3;
  }

  /**
   * Returns the milliseconds of an offset, negative for the future.
   *
   * @throws PromqlException if the offset is no duration
   */
  long offsetMillis(DurationExpr offset) {
    return millis(offset, true);
  }

  /**
   * Returns the milliseconds of a range, or of a subquery's step.
   *
   * @throws PromqlException if the range is no duration, or not longer than 0
   */
  long lengthMillis(DurationExpr length) {
    return millis(length, false);
  }

  private long millis(DurationExpr duration, boolean mayBeNegative) {
    if (duration instanceof DurationExpr.Seconds fixed) {
      return fixed.millis();
    }
    double seconds = seconds(duration);
    if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
      throw error(duration, "duration is NaN or infinite");
    }
    if (seconds <= 0 && !mayBeNegative) {
      throw error(duration, "duration must be greater than 0");
    }
    if (Math.abs(seconds) > DurationText.MAX_SECONDS) {
      throw error(duration, "duration is out of range");
    }
    return (long) (seconds * 1e3);
  }

  private double seconds(DurationExpr duration) {
    if (duration instanceof DurationExpr.Seconds fixed) {
      return fixed.seconds();
    }
    if (duration instanceof DurationExpr.Signed signed) {
      double operand = seconds(signed.operand());
      return signed.minus() ? -operand : operand;
    }
    if (duration instanceof DurationExpr.Operation operation) {
      return seconds(operation);
    }
    if (duration instanceof DurationExpr.Parenthesized parenthesized) {
      return seconds(parenthesized.inner());
    }
    return duration instanceof DurationExpr.Step ? stepSeconds : rangeSeconds;
  }

  private double seconds(DurationExpr.Operation operation) {
    double left = seconds(operation.left());
    double right = seconds(operation.right());
    return switch (operation.op()) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / nonZero(right, operation, "division by zero");
      case MODULO -> left % nonZero(right, operation, "modulo by zero");
      case POWER -> power(left, right);
      case MIN_OF -> Math.min(left, right);
      case MAX_OF -> Math.max(left, right);
    };
  }

  private static double nonZero(double divisor, DurationExpr at, String otherwise) {
    if (divisor == 0) {
      throw error(at, otherwise);
    }
    return divisor;
  }

  /** Returns a power as Go computes it: of 1 it is 1 whatever the exponent. */
  private static double power(double base, double exponent) {
    boolean isOne = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return isOne ? 1 : Math.pow(base, exponent);
  }

  private static PromqlException error(DurationExpr at, String message) {
    return new PromqlException(
        PromqlException.Kind.BAD_DATA, at.at().start() + ":" + at.at().end() + ": " + message);
  }
}
