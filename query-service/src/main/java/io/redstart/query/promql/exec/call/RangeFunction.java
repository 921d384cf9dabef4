// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.scan.RangeOperand;
import io.redstart.query.promql.exec.scan.RangeWindow;
import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import java.util.function.Function;

/** A function of each series' samples in a range: windows that slide, and a kernel. */
public final class RangeFunction implements Operator {
  private final QueryContext query;
  private final RangeOperand operand;
  private final Parameters parameters;
  private final RangeKernel kernel;
  private final OutputSeries output;
  private final SampleSlot slot = new SampleSlot();

  private RangeFunction(CallContext call, RangeOperand operand, RangeKernel kernel, boolean keeps) {
    this.query = call.query();
    this.operand = operand;
    this.parameters = call.parameters();
    this.kernel = kernel;
    query.limits().hold(Footprint.OBJECT);
    this.output = keeps
        ? OutputSeries.same(query, operand.series())
        : OutputSeries.unnamed(query, operand.series());
  }

  /** Returns the row of a function whose results have no metric's name. */
  public static FunctionOperator of(Function<CallContext, RangeKernel> kernel) {
    return call -> open(call, kernel, false);
  }

  /** Returns the row of a function whose results keep the metric's name. */
  public static FunctionOperator named(Function<CallContext, RangeKernel> kernel) {
    return call -> open(call, kernel, true);
  }

  private static Operator open(
      CallContext call, Function<CallContext, RangeKernel> kernel, boolean keepsName) {
    int argument = 0;
    while (call.plan().arguments().get(argument).type() != ValueType.MATRIX) {
      argument++;
    }
    return new RangeFunction(call, call.range(argument), kernel.apply(call), keepsName);
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(output.series().size());
    parameters.next(step);
    for (int i = 0; i < operand.series().size(); i++) {
      query.limits().check();
      RangeWindow window = operand.window(i, step);
      if (window.size() > 0) {
        slot.clear();
        kernel.apply(window, parameters, slot);
        output.set(into, i, slot);
      }
    }
  }
}
