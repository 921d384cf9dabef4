// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/** The binary operators that are answered: arithmetic and comparisons. */
public enum BinaryOp {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  MODULO("%"),
  POWER("^"),
  EQUAL("=="),
  NOT_EQUAL("!="),
  GREATER(">"),
  LESS("<"),
  GREATER_OR_EQUAL(">="),
  LESS_OR_EQUAL("<=");

  private final String symbol;

  BinaryOp(String symbol) {
    this.symbol = symbol;
  }

  /** Returns how PromQL writes it. */
  public String symbol() {
    return symbol;
  }

  /** Returns whether it compares; otherwise it computes. */
  public boolean isComparison() {
    return ordinal() >= EQUAL.ordinal();
  }
}
