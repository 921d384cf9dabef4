// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** Computes a value once and repeats it at every step. */
public final class StepInvariantOperator implements Operator {
  private final QueryContext context;
  private final Operator inner;
  private final StepVector value;

  /** Makes the operator. */
  public StepInvariantOperator(QueryContext context, Operator inner) {
    this.context = context;
    this.inner = inner;
    this.value = new StepVector(context.limits());
  }

  @Override
  public SeriesList series() {
    return inner.series();
  }

  @Override
  public void next(int step, StepVector into) {
    if (step == 0) {
      inner.next(0, value);
    }
    into.clear(inner.series().size());
    for (int i = 0; i < value.size(); i++) {
      context.limits().check(i);
      if (value.has(i)) {
        into.copy(i, value, i);
      }
    }
  }
}
