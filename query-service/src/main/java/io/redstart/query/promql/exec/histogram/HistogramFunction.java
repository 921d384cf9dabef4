// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.histogram;

import io.redstart.query.promql.exec.call.CallContext;
import io.redstart.query.promql.exec.call.Parameters;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.OutputSeries;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** A number for each histogram, classic or native, in the last argument of a call. */
public final class HistogramFunction implements Operator {
  private final QueryContext query;
  private final Parameters parameters;
  private final HistogramVector vector;
  private final HistogramKernel kernel;
  private final OutputSeries output;

  private HistogramFunction(CallContext call, HistogramKernel kernel) {
    this.query = call.query();
    this.parameters = call.parameters();
    this.vector = new HistogramVector(call, call.size() - 1);
    this.kernel = kernel;
    this.output = OutputSeries.unnamed(query, vector.histograms());
  }

  /** Returns the operator of {@code histogram_quantile}. */
  public static Operator quantile(CallContext call) {
    return new HistogramFunction(call, new QuantileKernel(call));
  }

  /** Returns the operator of {@code histogram_fraction}. */
  public static Operator fraction(CallContext call) {
    return new HistogramFunction(call, new FractionKernel());
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    parameters.next(step);
    kernel.start(parameters);
    vector.next(step);
    into.clear(output.series().size());
    for (int i = 0; i < vector.histograms().size(); i++) {
      query.limits().check();
      if (vector.moveTo(i)) {
        output.set(into, i, kernel.apply(vector));
      }
    }
  }
}
