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

/** {@code absent_over_time}: one sample at each step at which no series has any in its range. */
public final class AbsentOverTime implements Operator {
  private final QueryContext query;
  private final RangeOperand operand;
  private final SeriesList series = new SeriesList();

  private AbsentOverTime(CallContext call) {
    this.query = call.query();
    this.operand = call.range(0);
    series.add(
        AbsentLabels.of(call.plan().call().arguments().get(0)),
        query.config().delayedNameRemoval());
  }

  /** Makes the operator of a call. */
  public static Operator open(CallContext call) {
    return new AbsentOverTime(call);
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(1);
    for (int i = 0; i < operand.series().size(); i++) {
      query.limits().check(i);
      if (!operand.window(i, step).isEmpty()) {
        return;
      }
    }
    into.set(0, 1);
  }
}
