// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.source.Fold;
import io.redstart.query.promql.source.Folded;
import io.redstart.query.promql.source.SeriesView;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The folds of a plan that the source has computed. They are requested together, each once. */
public final class FoldedValues {
  private final Map<Fold, Folded> values = new HashMap<>();

  private FoldedValues() {}

  /** Lets the source compute what a plan needs. */
  public static FoldedValues read(Plan plan, SeriesView view) {
    FoldedValues folded = new FoldedValues();
    Set<Fold> wanted = new LinkedHashSet<>();
    collect(plan, wanted);
    if (!wanted.isEmpty()) {
      List<Fold> folds = List.copyOf(wanted);
      List<Optional<Folded>> found = view.fold(folds);
      for (int i = 0; i < folds.size(); i++) {
        Fold fold = folds.get(i);
        found.get(i).ifPresent(value -> folded.values.put(fold, value));
      }
    }
    return folded;
  }

  private static void collect(Plan plan, Set<Fold> into) {
    if (plan instanceof Plan.FoldedAggregation folded) {
      into.add(folded.fold());
    }
    plan.children().forEach(child -> collect(child, into));
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
