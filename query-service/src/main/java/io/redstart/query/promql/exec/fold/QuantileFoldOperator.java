// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.fold;

import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;

/** Reads a quantile of an aggregation that the source has computed. */
public final class QuantileFoldOperator implements Operator {
  private final QueryLimits limits;
  private final SeriesList groups;
  private final Folded.Reader reader;
  private final SampleSlot slot = new SampleSlot();

  /** Makes the operator. */
  public QuantileFoldOperator(QueryContext context, Plan.FoldedQuantile plan) {
    this.limits = context.limits();
    Folded folded = context.folded().of(plan.histograms().fold());
    this.groups = folded.groups();
    this.reader = folded.quantiles(plan.phi(), limits);
  }

  @Override
  public SeriesList series() {
    return groups;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(groups.size());
    for (int group = 0; group < groups.size(); group++) {
      limits.check();
      slot.clear();
      reader.get(group, step, slot);
      if (slot.has()) {
        into.set(group, slot.value());
      }
    }
  }
}
