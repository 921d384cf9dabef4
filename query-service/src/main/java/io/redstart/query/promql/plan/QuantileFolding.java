// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.plan;

import java.util.function.UnaryOperator;

/**
 * Computes {@code histogram_quantile} of a folded aggregation group by group, without making
 * histograms. Applied after {@link Folding}. A φ outside 0 … 1 stays plain, because the plain
 * function warns of it.
 */
public final class QuantileFolding implements UnaryOperator<Plan> {
  /** Makes the rule. */
  public QuantileFolding() {}

  @Override
  public Plan apply(Plan plan) {
    return plan instanceof Plan.Call call
            && call.function().name().equals("histogram_quantile")
            && call.arguments().get(0) instanceof Plan.Constant phi
            && phi.value() >= 0
            && phi.value() <= 1
            && call.arguments().get(1) instanceof Plan.FoldedAggregation folded
            && folded.fold().selection().asHistograms()
        ? new Plan.FoldedQuantile(call, folded, phi.value())
        : plan;
  }
}
