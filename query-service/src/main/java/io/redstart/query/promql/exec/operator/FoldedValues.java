// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.SeriesView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The folds of a plan that the source has computed. They are requested together, each once. */
public final class FoldedValues {
  private final Map<Fold, Folded> values = new HashMap<>();

  private FoldedValues() {}

  /** Lets the source compute what a plan needs. */
  public static FoldedValues read(Plan plan, SeriesView view) {
    FoldedValues folded = new FoldedValues();
    Map<Fold, Set<Double>> phis = new LinkedHashMap<>();
    Set<Fold> whole = new HashSet<>();
    collect(plan, phis, whole);
    if (!phis.isEmpty()) {
      List<Fold> folds = List.copyOf(phis.keySet());
      List<Optional<Folded>> found = view.fold(folds.stream()
          .map(fold -> whole.contains(fold)
              ? fold
              : fold.withPhis(List.copyOf(phis.getOrDefault(fold, Set.of()))))
          .toList());
      for (int i = 0; i < folds.size(); i++) {
        Fold fold = folds.get(i);
        found.get(i).ifPresent(value -> folded.values.put(fold, value));
      }
    }
    return folded;
  }

  /**
   * Finds the folds of a plan.
   *
   * @param phis receives the quantiles that are wanted of each
   * @param whole receives those that are wanted themselves
   */
  private static void collect(Plan plan, Map<Fold, Set<Double>> phis, Set<Fold> whole) {
    if (plan instanceof Plan.FoldedQuantile quantile) {
      phis.computeIfAbsent(quantile.histograms().fold(), fold -> new TreeSet<>())
          .add(quantile.phi());
      return;
    }
    if (plan instanceof Plan.FoldedAggregation folded) {
      phis.computeIfAbsent(folded.fold(), fold -> new TreeSet<>());
      whole.add(folded.fold());
    }
    plan.children().forEach(child -> collect(child, phis, whole));
  }

  /** Returns a plan with plain aggregations instead of the folds that the source declined. */
  public Plan withoutDeclined(Plan plan) {
    return plan.rewrite(
        node -> node instanceof Plan.FoldedAggregation folded && !values.containsKey(folded.fold())
            ? folded.aggregation()
            : node);
  }

  /** Returns the value of a fold that was not declined. */
  public Folded of(Fold fold) {
    Folded value = values.get(fold);
    if (value == null) {
      throw new IllegalStateException("not folded: " + fold);
    }
    return value;
  }
}
