// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** Removes, at the end of a query, the names of the series that lose them. */
public final class NameRemovalOperator implements Operator {
  private final QueryContext context;
  private final Operator inner;
  private final StepVector in;
  private final OutputSeries output;

  /** Makes the operator. */
  public NameRemovalOperator(QueryContext context, Operator inner) {
    this.context = context;
    this.inner = inner;
    this.in = new StepVector(context.limits());
    this.output = OutputSeries.finished(context, inner.series());
  }

  @Override
  public SeriesList series() {
    return output.series();
  }

  @Override
  public void next(int step, StepVector into) {
    inner.next(step, in);
    into.clear(output.series().size());
    for (int i = 0; i < in.size(); i++) {
      context.limits().check(i);
      if (in.has(i)) {
        output.copy(into, i, in);
      }
    }
    output.order(into, in);
  }
}
