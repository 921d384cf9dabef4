// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import io.redstart.query.promql.syntax.tree.ValueType;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;

/** Applies an operator to each sample of a vector, or to a scalar, and a scalar. */
public final class VectorScalarOperator implements Operator {
  private final QueryContext context;
  private final Plan.VectorScalar plan;
  private final boolean isComparison;
  private final Operator vector;
  private final Operator scalar;
  private final StepVector in;
  private final StepVector scalarIn;
  private final SamplePair pair;
  private final OutputSeries output;

  /**
   * Makes the operator.
   *
   * @throws PromqlException if a scalar would be trimmed
   */
  public VectorScalarOperator(
      QueryContext context, Plan.VectorScalar plan, Operator vector, Operator scalar) {
    this.context = context;
    this.plan = plan;
    this.vector = vector;
    this.scalar = scalar;
    this.in = new StepVector(context.limits());
    this.scalarIn = new StepVector(context.limits());
    BinaryOp op = plan.op();
    this.isComparison = op.isComparison();
    boolean trims = op == BinaryOp.TRIM_UPPER || op == BinaryOp.TRIM_LOWER;
    if (trims && plan.type() == ValueType.SCALAR) {
      throw new PromqlException(
          PromqlException.Kind.EXECUTION,
          "operator \"" + op.symbol() + "\" not allowed for Scalar operations");
    }
    this.pair = new SamplePair(op, context.annotations(), plan.at());
    boolean keepsName = trims || (isComparison && !plan.returnBool());
    this.output = keepsName
        ? OutputSeries.same(context, vector.series())
        : OutputSeries.unnamed(context, vector.series());
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    vector.next(step, in);
    scalar.next(step, scalarIn);
    double number = scalarIn.get(0);
    into.clear(output.series().size());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        combine(i, number, into);
      }
    }
    pair.annotate();
    output.order(into, in);
  }

  private void combine(int series, double number, StepVector into) {
    double value = in.get(series);
    Histogram histogram = in.histogram(series);
    boolean hasResult = plan.scalarLeft()
        ? pair.combine(number, null, value, histogram)
        : pair.combine(value, histogram, number, null);
    if (!hasResult) {
      return;
    }
    if (plan.returnBool()) {
      output.set(into, series, pair.isKept() ? 1 : 0);
    } else if (isComparison) {
      if (pair.isKept()) {
        // A filter keeps the vector's sample, on either side of the operator.
        output.copy(into, series, in);
      }
    } else if (pair.histogram() == null) {
      output.set(into, series, pair.value());
    } else {
      output.set(into, series, pair.histogram());
    }
  }
}
