// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.query.promql.FineSeries;
import io.redstart.query.promql.Selection;
import io.redstart.query.promql.Series;
import io.redstart.query.promql.SeriesView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads each selection of a query once, and counts what it holds. Series come sorted by labels, so
 * that sums are added in the same order however the source found them.
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
    return series.computeIfAbsent(selection, this::read);
  }

  private List<Series> read(Selection selection) {
    limits.checkTime();
    List<Series> found = new ArrayList<>(view.select(selection));
    for (Series one : found) {
      limits.addSamples(one.size());
    }
    found.sort(Comparator.comparing(Series::labels));
    return found;
  }

  /** Returns the histograms of a selection in fine bins, or nothing where there are none. */
  Optional<List<FineSeries>> selectFine(Selection selection) {
    return fineSeries.computeIfAbsent(selection, this::readFine);
  }

  private Optional<List<FineSeries>> readFine(Selection selection) {
    limits.checkTime();
    Optional<List<FineSeries>> found = view.selectFine(selection);
    return found.map(all -> {
      List<FineSeries> sorted = new ArrayList<>(all);
      for (FineSeries one : sorted) {
        int entries = one.rowOffset(one.rowCount());
        limits.addSamples((long) one.sampleCount() + one.cellCount() + entries);
      }
      sorted.sort(Comparator.comparing(FineSeries::labels));
      return sorted;
    });
  }
}
