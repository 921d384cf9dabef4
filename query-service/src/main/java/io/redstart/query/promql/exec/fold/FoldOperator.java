// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.fold;

import io.redstart.query.promql.exec.operator.CounterNames;
import io.redstart.query.promql.exec.operator.Operator;
import io.redstart.query.promql.exec.operator.QueryContext;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.StepVector;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.histogram.ResetHint;

/** Reads an aggregation that the source has computed; it gives the notes that rates give. */
public final class FoldOperator implements Operator {
  private final QueryContext context;
  private final Plan.FoldedAggregation plan;
  private final SeriesList groups;
  private final Folded.Reader reader;
  private final SampleSlot slot = new SampleSlot();
  private final ResetHint hint;
  private boolean checksName;

  /** Makes the operator. */
  public FoldOperator(QueryContext context, Plan.FoldedAggregation plan) {
    this.context = context;
    this.plan = plan;
    Fold fold = plan.fold();
    Folded folded = context.folded().of(fold);
    this.groups = folded.groups();
    this.reader = folded.reader(context.limits());
    this.hint = fold.function() == Fold.Function.NEWEST ? ResetHint.UNKNOWN : ResetHint.GAUGE;
    this.checksName =
        fold.function() == Fold.Function.RATE || fold.function() == Fold.Function.INCREASE;
  }

  @Override
  public SeriesList series() {
    return groups;
  }

  @Override
  public void next(int step, StepVector into) {
    into.clear(groups.size());
    for (int group = 0; group < groups.size(); group++) {
      context.limits().check();
      slot.clear();
      reader.get(group, step, slot);
      if (slot.has()) {
        set(into, group);
      }
    }
  }

  private void set(StepVector into, int group) {
    Histogram histogram = slot.histogram();
    if (histogram != null) {
      into.set(group, histogram.withHint(hint));
      return;
    }
    into.set(group, slot.value());
    if (checksName) {
      checksName = false;
      checkName();
    }
  }

  private void checkName() {
    String metric = plan.fold().metric();
    if (!CounterNames.isCounter(metric) && plan.aggregation().vector() instanceof Plan.Call call) {
      CounterNames.inform(context.annotations(), call.argumentAt(0), metric);
    }
  }
}
