// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.function.FineQuantile;
import java.util.List;

/** Computes {@code histogram_quantile} over histograms in fine cells. */
final class FineQuantileOperator implements Operator {
  private final QueryLimits limits;
  private final PhiChecker phi;
  private final FineOperator histograms;
  private final FineVector in;
  private final OutputSeries output;

  FineQuantileOperator(QueryLimits limits, PhiChecker phi, FineOperator histograms) {
    this.limits = limits;
    this.phi = phi;
    this.histograms = histograms;
    this.in = new FineVector(limits, histograms);
    this.output = OutputSeries.unnamed(limits, histograms.series());
  }

  @Override
  public List<Labels> series() {
    return output.labels();
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear();
    double value = phi.next(step);
    histograms.next(step, in);
    CellSpace space = histograms.space();
    for (int i = 0; i < in.size(); i++) {
      limits.check();
      if (in.has(i)) {
        double quantile = FineQuantile.quantile(
            value, histograms.cells(i), space.lowerBounds(), space.upperBounds(), in.get(i));
        output.set(into, i, quantile);
      }
    }
  }
}
