// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.time;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.call.SampleFunction;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;

/** A number computed from each step's time. Its only series has no labels. */
public final class ClockOperator implements Operator {
  private final SeriesList series = SeriesList.scalar();
  private final Steps steps;
  private final LongToDoubleFunction ofMillis;

  private ClockOperator(CallContext call, LongToDoubleFunction ofMillis) {
    this.steps = call.plan().steps();
    this.ofMillis = ofMillis;
  }

  /** Returns the row of {@code time}. */
  public static FunctionOperator time() {
    return call -> new ClockOperator(call, millis -> millis / 1e3);
  }

  /** Returns the row of a function of seconds: the argument's, or without one the step's. */
  public static FunctionOperator date(DoubleUnaryOperator ofSeconds) {
    FunctionOperator ofVector = SampleFunction.ofNumber(ofSeconds);
    return call -> call.size() > 0
        ? ofVector.open(call)
        : new ClockOperator(call, millis -> {
          long seconds = millis / 1000;
          return ofSeconds.applyAsDouble((double) seconds);
        });
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(1);
    into.set(0, ofMillis.applyAsDouble(steps.timeMillis(step)));
  }
}
