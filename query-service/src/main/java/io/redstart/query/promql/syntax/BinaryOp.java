// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

/** The supported binary operators: arithmetic and comparisons. */
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

  /** Returns its symbol in PromQL. */
  public String symbol() {
    return symbol;
  }

  /** Returns whether it is a comparison; otherwise it is arithmetic. */
  public boolean isComparison() {
    return ordinal() >= EQUAL.ordinal();
  }
}
