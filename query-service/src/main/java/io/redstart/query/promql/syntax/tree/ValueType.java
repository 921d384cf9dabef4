// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import java.util.Locale;

/** The types of PromQL's values. */
public enum ValueType {
  SCALAR("scalar"),
  VECTOR("instant vector"),
  MATRIX("range vector"),
  STRING("string");

  private final String text;

  ValueType(String text) {
    this.text = text;
  }

  /** Returns the short name, as in Prometheus' HTTP API: {@code vector}, {@code matrix}. */
  public String shortText() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name that Prometheus' messages use. */
  public String text() {
    return text;
  }
}
