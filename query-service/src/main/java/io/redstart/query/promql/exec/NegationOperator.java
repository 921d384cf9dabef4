// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.QueryLimits;
import java.util.List;

/** Computes the unary minus. */
final class NegationOperator implements Operator {
  private final QueryLimits limits;
  private final Operator operand;
  private final StepVector in;
  private final OutputSeries output;

  NegationOperator(QueryLimits limits, Operator operand) {
    this.limits = limits;
    this.operand = operand;
    this.in = StepVector.of(operand, limits);
    this.output = OutputSeries.unnamed(limits, operand.series());
  }

  @Override
  public List<Labels> series() {
    return output.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    operand.next(step, in);
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i)) {
        output.set(into, i, -in.get(i));
      }
    }
  }
}
