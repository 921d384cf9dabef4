// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.syntax.tree.BinaryOp;

/** The binary operators on two numbers, as Go computes them. */
final class Arithmetic {
  private Arithmetic() {}

  /**
   * Returns the result of an operator that computes.
   *
   * @throws IllegalArgumentException if the operator is a comparison or trims histograms
   */
  static double compute(BinaryOp op, double left, double right) {
    return switch (op) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> power(left, right);
      case ATAN2 -> Math.atan2(left, right);
      case TRIM_UPPER,
          TRIM_LOWER,
          EQUAL,
          NOT_EQUAL,
          GREATER,
          LESS,
          GREATER_OR_EQUAL,
          LESS_OR_EQUAL -> throw new IllegalArgumentException("computes nothing: " + op.symbol());
    };
  }

  /**
   * Returns whether a comparison is true.
   *
   * @throws IllegalArgumentException if the operator is no comparison
   */
  static boolean holds(BinaryOp op, double left, double right) {
    return switch (op) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case GREATER -> left > right;
      case LESS -> left < right;
      case GREATER_OR_EQUAL -> left >= right;
      case LESS_OR_EQUAL -> left <= right;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER, ATAN2, TRIM_UPPER, TRIM_LOWER ->
        throw new IllegalArgumentException("not a comparison: " + op.symbol());
    };
  }

  /** Returns 1 for 1 to any power and −1 to an infinite one, as Go does; Java returns NaN. */
  private static double power(double base, double exponent) {
    if (base == 1 || (base == -1 && Double.isInfinite(exponent))) {
      return 1;
    }
    return Math.pow(base, exponent);
  }
}
