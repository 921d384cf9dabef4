// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import io.redstart.query.promql.exec.operator.Growth;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.number.FloatText;
import java.util.Objects;

/**
 * Selects a share of all series by the hash of their labels, the same at every step:
 *
 * <pre>
 *   hash as a fraction   0 ──── ratio ──────────── 1
 *   ratio ≥ 0            selected | not selected
 *   ratio − 1            not      | selected: the complement
 * </pre>
 */
final class RatioSelection implements Operator {
  private final QueryContext context;
  private final TextRange parameterAt;
  private final Operator operand;
  private final StepVector in;
  private final StepParameter parameter;
  /** By series: its hash as a fraction. */
  private double[] fractions = {};

  private int hashed;

  RatioSelection(
      QueryContext context, Plan.Aggregation plan, Operator operand, StepParameter parameter) {
    this.context = context;
    this.parameterAt = Objects.requireNonNull(plan.parameterAt(), "parameterAt");
    this.operand = operand;
    this.in = new StepVector(context.limits());
    this.parameter = parameter;
  }

  @Override
  public SeriesList series() {
    return operand.series();
  }

  @Override
  public void next(int step, StepVector into) {
    if (step == 0) {
      parameter.compute();
      checkParameter();
    }
    operand.next(step, in);
    into.clear(operand.series().size());
    double ratio = Math.max(-1, Math.min(1, parameter.at(step)));
    if (ratio == 0) {
      return;
    }
    hash(operand.series());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i) && isSelected(fractions[i], ratio)) {
        into.copy(i, in, i);
      }
    }
  }

  private void checkParameter() {
    if (parameter.min() == 0 && parameter.max() == 0) {
      return;
    }
    if (parameter.hasNan()) {
      throw new PromqlException(PromqlException.Kind.EXECUTION, "Ratio value is NaN");
    }
    if (parameter.max() > 1) {
      warn(parameter.max(), 1);
    }
    if (parameter.min() < -1) {
      warn(parameter.min(), -1);
    }
  }

  private void warn(double value, int cap) {
    String message = "ratio value should be between -1 and 1, got "
        + FloatText.compact(value)
        + ", capping to "
        + cap;
    context.annotations().warn(parameterAt, message);
  }

  private void hash(SeriesList series) {
    fractions = Growth.doubles(context.limits(), fractions, series.size());
    for (; hashed < series.size(); hashed++) {
      context.limits().check();
      fractions[hashed] = LabelHash.fraction(series.labels(hashed));
    }
  }

  private static boolean isSelected(double fraction, double ratio) {
    return ratio >= 0 ? fraction < ratio : fraction >= 1 + ratio;
  }
}
