// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.syntax.BinaryOp;

/** The binary operators on two numbers, as Go computes them. */
public final class Arithmetic {
  private Arithmetic() {}

  /** Returns the result of an operator; a comparison gives 1 for true and 0 for false. */
  public static double compute(BinaryOp op, double left, double right) {
    return switch (op) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> power(left, right);
      case EQUAL, NOT_EQUAL, GREATER, LESS, GREATER_OR_EQUAL, LESS_OR_EQUAL ->
        holds(op, left, right) ? 1 : 0;
    };
  }

  /**
   * Returns whether a comparison is true.
   *
   * @throws IllegalArgumentException if the operator is no comparison
   */
  public static boolean holds(BinaryOp op, double left, double right) {
    return switch (op) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case GREATER -> left > right;
      case LESS -> left < right;
      case GREATER_OR_EQUAL -> left >= right;
      case LESS_OR_EQUAL -> left <= right;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER ->
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
