// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.math;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.function.DoubleBinaryOperator;

/** A scalar computed from two scalars. */
public final class ScalarPairOperator implements Operator {
  private final SeriesList series = SeriesList.scalar();
  private final Operator left;
  private final Operator right;
  private final StepVector in;
  private final DoubleBinaryOperator function;

  private ScalarPairOperator(CallContext call, DoubleBinaryOperator function) {
    this.left = call.operand(0);
    this.right = call.operand(1);
    this.in = new StepVector(call.query().limits());
    this.function = function;
  }

  /** Returns the row of a function. */
  public static FunctionOperator of(DoubleBinaryOperator function) {
    return call -> new ScalarPairOperator(call, function);
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    left.next(step, in);
    double first = in.get(0);
    right.next(step, in);
    into.clear(1);
    into.set(0, function.applyAsDouble(first, in.get(0)));
  }
}
