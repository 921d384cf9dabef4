// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.Parameters;

/** Computes {@code histogram_fraction(lower, upper, vector)}. */
final class FractionKernel implements HistogramKernel {
  private double lower;
  private double upper;

  @Override
  public void start(Parameters parameters) {
    lower = parameters.get(0);
    upper = parameters.get(1);
  }

  @Override
  public double apply(HistogramVector vector) {
    return vector.fraction(lower, upper);
  }
}
