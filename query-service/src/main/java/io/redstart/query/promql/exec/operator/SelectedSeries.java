// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.limit.Footprint;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.plan.Plan;
import io.redstart.query.promql.source.Selection;
import io.redstart.query.promql.source.SeriesView;
import io.redstart.query.promql.value.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The series that a plan reads. All selections are requested from the source together, each one
 * once. The series are sorted by labels, so sums are added in the same order, whatever the order of
 * the source.
 */
public final class SelectedSeries {
  private final Map<Selection, List<Series>> series = new HashMap<>();

  private SelectedSeries() {}

  /** Reads what a plan needs. */
  public static SelectedSeries read(Plan plan, SeriesView view, QueryLimits limits) {
    Set<Selection> wanted = new LinkedHashSet<>();
    collect(plan, wanted);
    List<Selection> selections = List.copyOf(wanted);
    List<List<Series>> found = view.select(selections);
    SelectedSeries selected = new SelectedSeries();
    for (int i = 0; i < selections.size(); i++) {
      limits.hold((long) Footprint.LIST_ENTRY * found.get(i).size());
      List<Series> sorted = new ArrayList<>(found.get(i));
      sorted.sort(limits.checking(Comparator.comparing(Series::labels)));
      selected.series.put(selections.get(i), sorted);
    }
    return selected;
  }

  private static void collect(Plan plan, Set<Selection> into) {
    if (plan instanceof Plan.InstantSelector selector) {
      into.add(selector.selection());
    } else if (plan instanceof Plan.RangeSelector selector) {
      into.add(selector.selection());
    }
    plan.children().forEach(child -> collect(child, into));
  }

  /** Returns the series of one of the plan's selections. */
  public List<Series> of(Selection selection) {
    return series.getOrDefault(selection, List.of());
  }
}
