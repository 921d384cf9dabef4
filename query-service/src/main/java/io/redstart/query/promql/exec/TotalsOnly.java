// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.syntax.tree.BinaryOp;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Finds the selectors whose histograms need only counts and sums. Prometheus uses their buckets only
 * to find resets, and then drops them. So sums of samples warn if some follow a reset and others do
 * not, but there is no info about custom buckets that differ (promql/engine.go,
 * detectHistogramStatsDecoding, and promql/histogram_stats_iterator.go).
 */
final class TotalsOnly {
  private static final Set<String> OF_TOTALS =
      Set.of("histogram_count", "histogram_sum", "histogram_avg");
  private static final Set<String> OF_BUCKETS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  private final Set<Plan> selectors = Collections.newSetFromMap(new IdentityHashMap<>());

  private TotalsOnly() {}

  static TotalsOnly of(Plan plan) {
    TotalsOnly found = new TotalsOnly();
    found.walk(plan, false);
    return found;
  }

  private void walk(Plan plan, boolean totalsOnly) {
    boolean isSelector = plan instanceof Plan.InstantSelector || plan instanceof Plan.RangeSelector;
    if (isSelector && totalsOnly) {
      selectors.add(plan);
    }
    boolean inside = totalsOnly;
    if (plan instanceof Plan.Call call) {
      if (OF_BUCKETS.contains(call.function().name())) {
        return;
      }
      inside |= OF_TOTALS.contains(call.function().name());
    }
    if (plan instanceof Plan.Subquery || isTrimming(plan)) {
      return;
    }
    for (Plan child : plan.children()) {
      walk(child, inside);
    }
  }

  private static boolean isTrimming(Plan plan) {
    BinaryOp op = plan instanceof Plan.VectorScalar vectorScalar
        ? vectorScalar.op()
        : plan instanceof Plan.VectorVector vectors ? vectors.op() : null;
    return op == BinaryOp.TRIM_UPPER || op == BinaryOp.TRIM_LOWER;
  }

  boolean apply(Plan selector) {
    return selectors.contains(selector);
  }
}
