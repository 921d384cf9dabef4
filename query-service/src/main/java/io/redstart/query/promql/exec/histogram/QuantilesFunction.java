// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** Computes {@code histogram_quantiles(vector, label, φ, φ, …)}. */
public final class QuantilesFunction implements Operator {
  /** The first two arguments are no scalars. */
  private static final int PHIS_FROM = 2;

  private final QueryContext query;
  private final Parameters phis;
  private final PhiCheck[] checks;
  /** By φ: where its quantiles go at this step. */
  private final QuantileSeries.OfPhi[] targets;

  private final HistogramVector vector;
  private final QuantileSeries output;

  /** Makes the operator of a call. */
  public QuantilesFunction(CallContext call) {
    this.query = call.query();
    this.vector = new HistogramVector(call, 0);
    this.phis = call.parameters();
    this.checks = new PhiCheck[phis.size()];
    this.targets = new QuantileSeries.OfPhi[phis.size()];
    for (int i = 0; i < checks.length; i++) {
      checks[i] = new PhiCheck(call, PHIS_FROM + i);
    }
    this.output = new QuantileSeries(query, vector.histograms(), call.text(1));
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    phis.next(step);
    for (int i = 0; i < checks.length; i++) {
      targets[i] = output.of(checks[i].check(phis.get(i)));
    }
    vector.next(step);
    into.clear(output.series().size());
    for (int i = 0; i < vector.histograms().size(); i++) {
      query.limits().check();
      if (vector.moveTo(i)) {
        computeAll(i, into);
      }
    }
  }

  private void computeAll(int histogram, StepVector into) {
    for (int i = 0; i < targets.length; i++) {
      targets[i].set(into, histogram, vector.quantile(phis.get(i)));
    }
    vector.endQuantiles();
  }
}
