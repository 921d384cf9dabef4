// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.model.LabelMatcher;
import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import java.util.List;

/** Supplies the engine with series. It may block: a query runs on its own thread. */
public interface SeriesSource {
  /**
   * Opens a consistent view for one query. One thread uses it, and nothing closes it.
   *
   * @param endMillis the time of the latest sample that the query can need, epoch milliseconds
   * @param limits what the query may use, here and in the view
   * @throws PromqlException if there is nothing to read from
   */
  SeriesView open(long endMillis, QueryLimits limits);

  /**
   * Returns whether the {@code _bucket} series that matchers name can be had as histograms in fine
   * bins, see {@link Selection#asHistograms}.
   *
   * @param matchers with an equality on {@code __name__} and none on {@code le}
   */
  default boolean offersHistograms(List<LabelMatcher> matchers) {
    return false;
  }

  /** Returns whether views compute a fold; if not, the engine computes it from series. */
  default boolean folds(Fold fold) {
    return false;
  }
}
