// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.Locale;

/** The aggregations that are answered. */
public enum AggregateOp {
  SUM,
  AVG,
  MIN,
  MAX,
  COUNT;

  /** Returns how PromQL writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
