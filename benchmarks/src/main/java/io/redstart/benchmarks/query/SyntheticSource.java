// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.query;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.source.SeriesSource;
import io.redstart.query.promql.source.SeriesView;
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
