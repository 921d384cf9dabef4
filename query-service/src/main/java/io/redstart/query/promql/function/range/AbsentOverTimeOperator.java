// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.range;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.scan.RangeOperand;
import io.redstart.query.promql.function.vector.AbsentLabels;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** 1 at the steps where no series has a sample in the range. */
public final class AbsentOverTimeOperator implements Operator {
  private final QueryContext query;
  private final RangeOperand operand;
  private final SeriesList series = new SeriesList();

  /** Makes the operator of a call of {@code absent_over_time}. */
  public AbsentOverTimeOperator(CallContext call) {
    this.query = call.query();
    this.operand = call.range(0);
    series.add(
        AbsentLabels.of(call.plan().call().arguments().get(0)),
        query.config().delayedNameRemoval());
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(1);
    if (isAbsent(step)) {
      into.set(0, 1);
    }
  }

  private boolean isAbsent(int step) {
    for (int i = 0; i < operand.series().size(); i++) {
      query.limits().check(i);
      if (operand.window(i, step).size() > 0) {
        return false;
      }
    }
    return true;
  }
}
