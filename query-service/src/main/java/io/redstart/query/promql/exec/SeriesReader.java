// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.SeriesView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads each selection of a query once. It sorts series by labels, so sums are added in the same
 * order whatever the order of the source.
 */
final class SeriesReader {
  private final SeriesView view;
  private final QueryLimits limits;
  private final Map<Selection, List<Series>> series = new HashMap<>();
  private final Map<Selection, Optional<List<FineSeries>>> fineSeries = new HashMap<>();

  SeriesReader(SeriesView view, QueryLimits limits) {
    this.view = view;
    this.limits = limits;
  }

  /** Returns the series of a selection. */
  List<Series> select(Selection selection) {
    return series.computeIfAbsent(selection, first -> sorted(view.select(first), Series::labels));
  }

  /** Returns the histograms of a selection in fine bins, or nothing if the source has none. */
  Optional<List<FineSeries>> selectFine(Selection selection) {
    return fineSeries.computeIfAbsent(
        selection, first -> view.selectFine(first).map(all -> sorted(all, FineSeries::labels)));
  }

  private <T> List<T> sorted(List<T> found, Function<T, Labels> labels) {
    limits.hold((long) Footprint.LIST_ENTRY * found.size());
    List<T> sorted = new ArrayList<>(found);
    sorted.sort(limits.checking(Comparator.comparing(labels)));
    return sorted;
  }
}
