// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** A scalar that is the same at every step. */
public final class ConstantOperator implements Operator {
  private final SeriesList series = SeriesList.scalar();
  private final double value;

  /** Makes the operator. */
  public ConstantOperator(double value) {
    this.value = value;
  }

  @Override
  public SeriesList series() {
    return series;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(1);
    into.set(0, value);
  }
}
