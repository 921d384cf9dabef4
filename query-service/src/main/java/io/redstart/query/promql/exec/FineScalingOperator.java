// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.QueryLimits;
import java.util.List;

/** Multiplies all counts of histograms by one number. */
final class FineScalingOperator implements FineOperator {
  private final QueryLimits limits;
  private final double factor;
  private final FineOperator operand;
  private final List<Labels> series;

  FineScalingOperator(QueryLimits limits, double factor, FineOperator operand) {
    this.limits = limits;
    this.factor = factor;
    this.operand = operand;
    this.series = OutputSeries.unnamed(limits, operand.series()).labels();
  }

  @Override
  public List<Labels> series() {
    return series;
  }

  @Override
  public CellSpace space() {
    return operand.space();
  }

  @Override
  public int[] cells(int index) {
    return operand.cells(index);
  }

  @Override
  public void next(int step, FineVector into) {
    operand.next(step, into);
    for (int i = 0; i < into.size(); i++) {
      limits.check();
      if (into.has(i)) {
        double[] counts = into.get(i);
        for (int cell = 0; cell < counts.length; cell++) {
          counts[cell] *= factor;
        }
      }
    }
  }
}
