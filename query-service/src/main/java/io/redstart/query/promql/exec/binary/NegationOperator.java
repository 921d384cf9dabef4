// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;

/** Computes the unary minus. */
public final class NegationOperator implements Operator {
  private final QueryContext context;
  private final Operator operand;
  private final StepVector in;
  private final OutputSeries output;

  /** Makes the operator. */
  public NegationOperator(QueryContext context, Operator operand) {
    this.context = context;
    this.operand = operand;
    this.in = new StepVector(context.limits());
    this.output = OutputSeries.unnamed(context, operand.series());
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    operand.next(step, in);
    into.clear(output.series().size());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        Histogram histogram = in.histogram(i);
        if (histogram == null) {
          output.set(into, i, -in.get(i));
        } else {
          output.set(into, i, histogram.negated());
        }
      }
    }
    output.order(into, in);
  }
}
