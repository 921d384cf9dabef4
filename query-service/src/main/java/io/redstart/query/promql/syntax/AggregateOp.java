// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax;

import java.util.Locale;

/** The supported aggregations. */
public enum AggregateOp {
  SUM,
  AVG,
  MIN,
  MAX,
  COUNT;

  /** Returns its name in PromQL. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
