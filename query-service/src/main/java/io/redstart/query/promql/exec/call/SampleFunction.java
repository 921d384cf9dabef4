// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** A function of each sample of a vector by itself. Its results have no metric's name. */
public final class SampleFunction implements Operator {
  private final QueryContext query;
  private final Operator operand;
  private final Parameters parameters;
  private final SampleKernel kernel;
  private final StepVector in;
  private final OutputSeries output;
  private final SampleSlot slot = new SampleSlot();

  private SampleFunction(CallContext call, SampleKernel kernel) {
    this.query = call.query();
    int argument = 0;
    while (call.plan().arguments().get(argument).type() != ValueType.VECTOR) {
      argument++;
    }
    this.operand = call.operand(argument);
    this.parameters = call.parameters();
    this.kernel = kernel;
    this.in = new StepVector(query.limits());
    this.output = OutputSeries.unnamed(query, operand.series());
  }

  /** Returns the row of a function with a kernel for each call. */
  public static FunctionOperator of(Function<CallContext, SampleKernel> kernel) {
    return call -> new SampleFunction(call, kernel.apply(call));
  }

  /** Returns the row of a function of numbers; it leaves out histograms. */
  public static FunctionOperator ofNumber(DoubleUnaryOperator function) {
    return of(call -> (value, histogram, parameters, into) -> {
      if (histogram == null) {
        into.set(function.applyAsDouble(value));
      }
    });
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    parameters.next(step);
    into.clear(output.series().size());
    for (int i = 0; i < in.size(); i++) {
      query.limits().check(i);
      if (in.has(i)) {
        slot.clear();
        kernel.apply(in.get(i), in.histogram(i), parameters, slot);
        output.set(into, i, slot);
      }
    }
    output.order(into, in);
  }
}
