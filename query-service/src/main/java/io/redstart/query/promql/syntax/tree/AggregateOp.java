// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.syntax.tree;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The aggregations. */
public enum AggregateOp {
  SUM,
  AVG,
  COUNT,
  MIN,
  MAX,
  GROUP,
  STDDEV,
  STDVAR,
  TOPK(ValueType.SCALAR),
  BOTTOMK(ValueType.SCALAR),
  COUNT_VALUES(ValueType.STRING),
  QUANTILE(ValueType.SCALAR),
  LIMITK(ValueType.SCALAR),
  LIMIT_RATIO(ValueType.SCALAR);

  private final @Nullable ValueType parameter;

  AggregateOp() {
    this(null);
  }

  AggregateOp(@Nullable ValueType parameter) {
    this.parameter = parameter;
  }

  /** Returns its name in PromQL. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the type of its first of two arguments, or null if it has one argument. */
  public @Nullable ValueType parameter() {
    return parameter;
  }

  /** Returns whether Prometheus has it behind {@code promql-experimental-functions}. */
  public boolean isExperimental() {
    return this == LIMITK || this == LIMIT_RATIO;
  }
}
