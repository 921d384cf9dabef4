// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.function.time;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.FunctionOperator;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.exec.scan.InstantSelectorOperator;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.plan.Steps;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import org.jspecify.annotations.Nullable;

/**
 * The time of each sample, or the start of its counter. Only a selector knows them: other samples
 * were computed at the step's time, and have no start (Prometheus' promql/engine.go,
 * rangeEvalTimestampFunctionOverVectorSelector).
 */
public final class TimestampOperator implements Operator {
  private final QueryContext query;
  private final Steps steps;
  private final boolean ofStart;
  private final @Nullable InstantSelectorOperator selector;
  private final Operator operand;
  private final StepVector in;
  private final OutputSeries output;

  private TimestampOperator(CallContext call, boolean ofStart) {
    this.query = call.query();
    this.steps = call.plan().steps();
    this.ofStart = ofStart;
    // Even of a smoothed selector, the times are those of the newest samples.
    this.selector = call.plan().arguments().get(0) instanceof Plan.InstantSelector plan
        ? new InstantSelectorOperator(query, plan)
        : null;
    this.operand = selector == null ? call.operand(0) : selector;
    this.in = new StepVector(query.limits());
    this.output = OutputSeries.unnamed(query, operand.series());
  }

  /** Returns the row of {@code timestamp}. */
  public static FunctionOperator ofSample() {
    return call -> new TimestampOperator(call, false);
  }

  /** Returns the row of {@code start_timestamp}. */
  public static FunctionOperator ofStart() {
    return call -> new TimestampOperator(call, true);
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    into.clear(output.series().size());
    if (ofStart && (selector == null || !query.config().startTimestamps())) {
      return;
    }
    for (int i = 0; i < in.size(); i++) {
      query.limits().check(i);
      if (in.has(i)) {
        output.set(into, i, millis(i, step) / 1e3);
      }
    }
    output.order(into, in);
  }

  private long millis(int series, int step) {
    if (selector == null) {
      return steps.timeMillis(step);
    }
    return ofStart ? selector.startMillis(series) : selector.sampleMillis(series);
  }
}
