// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.vector;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** The only number of a vector as a scalar; NaN if there is none, or more than one. */
public final class ScalarOperator implements Operator {
  private final QueryContext query;
  private final SeriesList series = SeriesList.scalar();
  private final Operator operand;
  private final StepVector in;

  /** Makes the operator of a call of {@code scalar}. */
  public ScalarOperator(CallContext call) {
    this.query = call.query();
    this.operand = call.operand(0);
    this.in = new StepVector(query.limits());
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    into.clear(1);
    into.set(0, onlyNumber());
  }

  private double onlyNumber() {
    int found = -1;
    for (int i = 0; i < in.size(); i++) {
      query.limits().check(i);
      if (in.has(i) && in.histogram(i) == null) {
        if (found >= 0) {
          return Double.NaN;
        }
        found = i;
      }
    }
    return found < 0 ? Double.NaN : in.get(found);
  }
}
