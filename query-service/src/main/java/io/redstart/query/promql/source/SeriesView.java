// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.query.promql.limit.PromqlException;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import java.util.List;

/**
 * The series that one query sees: the same selection always returns the same series. The view
 * counts the samples of the series that it returns, and holds their memory, in the query's {@link
 * QueryLimits}.
 */
public interface SeriesView {
  /**
   * Returns the series that each of several selections matches, in any order, each with different
   * labels. Series without a sample in a selection's range may be left out. All selections of a
   * query come at once, so that they can be read side by side.
   *
   * @return a list for each selection
   * @throws PromqlException if they cannot be read, or if there are more samples than allowed
   */
  List<List<Series>> select(List<Selection> selections);

  /**
   * Computes folds, only such as the source {@link SeriesSource#folds}. All folds of a query come at
   * once. A result equals what the engine computes from the series of the fold's selection, but for
   * rounding.
   *
   * @return a value for each fold
   * @throws PromqlException if they cannot be computed, or exceed the query's limits
   */
  default List<Folded> fold(List<Fold> folds) {
    if (!folds.isEmpty()) {
      throw new IllegalArgumentException("this source does not fold: " + folds);
    }
    return List.of();
  }

  /** Returns the warnings about the answer so far, for example about missing data. */
  List<String> warnings();
}
