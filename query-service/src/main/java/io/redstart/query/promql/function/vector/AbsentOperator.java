// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.vector;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** 1 at the steps where a vector is empty. */
public final class AbsentOperator implements Operator {
  private final Operator operand;
  private final StepVector in;
  private final SeriesList series = new SeriesList();

  /** Makes the operator of a call of {@code absent}. */
  public AbsentOperator(CallContext call) {
    this.operand = call.operand(0);
    this.in = new StepVector(call.query().limits());
    series.add(AbsentLabels.of(call.plan().call().arguments().get(0)), false);
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    into.clear(1);
    if (in.isEmpty()) {
      into.set(0, 1);
    }
  }
}
