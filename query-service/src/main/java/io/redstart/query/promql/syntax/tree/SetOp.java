// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

/** The operators that select series of two vectors. */
public enum SetOp {
  /** The left series that have a partner on the right. */
  AND("and"),
  /** All left series, and the right ones without a partner on the left. */
  OR("or"),
  /** The left series that have no partner on the right. */
  UNLESS("unless");

  private final String text;

  SetOp(String text) {
    this.text = text;
  }

  /** Returns its name in PromQL. */
  public String text() {
    return text;
  }
}
