// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import java.util.List;

/** Unary minus. */
final class NegationOperator implements Operator {
  private final Operator operand;
  private final StepVector in;
  private final OutputSeries output;

  NegationOperator(Operator operand) {
    this.operand = operand;
    this.in = StepVector.of(operand);
    this.output = OutputSeries.unnamed(operand.series());
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
      if (in.has(i)) {
        output.set(into, i, -in.get(i));
      }
    }
  }
}
