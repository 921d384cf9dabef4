// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.call;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.value.StepVector;
import java.util.List;

/** The scalar arguments of a call at one step. */
public final class Parameters {
  private final List<Operator> scalars;
  private final StepVector vector;
  private final double[] values;

  Parameters(QueryContext query, List<Operator> scalars) {
    this.scalars = scalars;
    this.vector = new StepVector(query.limits());
    this.values = new double[scalars.size()];
  }

  /** Computes them at a step. */
  public void next(int step) {
    for (int i = 0; i < values.length; i++) {
      scalars.get(i).next(step, vector);
      values[i] = vector.get(0);
    }
  }

  /** Returns how many there are: optional arguments may be missing. */
  public int size() {
    return values.length;
  }

  /** Returns the value of the n-th scalar argument, counted from 0. */
  public double get(int index) {
    return values[index];
  }
}
