// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.Arithmetic;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.BinaryOp;
import java.util.List;

/** Applies an operator to each sample of a vector and a scalar. */
final class VectorScalarOperator implements Operator {
  private final QueryLimits limits;
  private final BinaryOp op;
  private final boolean scalarLeft;
  private final boolean returnBool;
  private final Operator vector;
  private final Operator scalar;
  private final StepVector in;
  private final StepVector scalarIn;
  private final OutputSeries output;

  VectorScalarOperator(
      QueryLimits limits, Plan.VectorScalar plan, Operator vector, Operator scalar) {
    this.limits = limits;
    this.op = plan.op();
    this.scalarLeft = plan.scalarLeft();
    this.returnBool = plan.returnBool();
    this.vector = vector;
    this.scalar = scalar;
    this.in = StepVector.of(vector, limits);
    this.scalarIn = StepVector.of(scalar, limits);
    boolean keepsName = op.isComparison() && !returnBool;
    this.output = keepsName
        ? OutputSeries.same(limits, vector.series())
        : OutputSeries.unnamed(limits, vector.series());
  }

  @Override
  public List<Labels> series() {
    return output.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    vector.next(step, in);
    scalar.next(step, scalarIn);
    double number = scalarIn.get(0);
    for (int i = 0; i < in.size(); i++) {
      limits.check(i);
      if (in.has(i)) {
        combine(i, in.get(i), number, into);
      }
    }
  }

  private void combine(int series, double value, double number, StepVector into) {
    double left = scalarLeft ? number : value;
    double right = scalarLeft ? value : number;
    if (returnBool || !op.isComparison()) {
      output.set(into, series, Arithmetic.compute(op, left, right));
    } else if (Arithmetic.holds(op, left, right)) {
      // A filter keeps the vector's value, on either side of the operator.
      output.set(into, series, value);
    }
  }
}
