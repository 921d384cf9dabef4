// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;

/** Computes {@code histogram_quantile(φ, vector)}. */
final class QuantileKernel implements HistogramKernel {
  private final PhiCheck check;
  private double phi;

  QuantileKernel(CallContext call) {
    this.check = new PhiCheck(call, 0);
  }

  @Override
  public void start(Parameters parameters) {
    phi = check.check(parameters.get(0));
  }

  @Override
  public double apply(HistogramVector vector) {
    double quantile = vector.quantile(phi);
    vector.endQuantiles();
    return quantile;
  }
}
