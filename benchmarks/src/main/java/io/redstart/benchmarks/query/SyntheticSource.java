// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.query;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.QueryLimits;
import io.redstart.query.promql.SeriesSource;
import io.redstart.query.promql.SeriesView;
import java.util.List;

/** A source of one synthetic view, whose durations are histograms. */
record SyntheticSource(SyntheticView view) implements SeriesSource {
  @Override
  public SeriesView open(long endMillis, QueryLimits limits) {
    return view;
  }

  @Override
  public boolean offersHistograms(List<LabelMatcher> matchers) {
    return matchers.stream().anyMatch(one -> one.matches("duration_bucket"));
  }
}
