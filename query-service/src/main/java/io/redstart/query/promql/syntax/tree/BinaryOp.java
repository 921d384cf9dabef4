// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

/** The binary operators other than set operators: arithmetic, trimming and comparisons. */
public enum BinaryOp {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  DIVIDE("/"),
  MODULO("%"),
  POWER("^"),
  ATAN2("atan2"),
  /** Keeps what a native histogram holds below a number. */
  TRIM_UPPER("</"),
  /** Keeps what a native histogram holds above a number. */
  TRIM_LOWER(">/"),
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

  /** Returns whether it is a comparison; otherwise it computes. */
  public boolean isComparison() {
    return ordinal() >= EQUAL.ordinal();
  }
}
