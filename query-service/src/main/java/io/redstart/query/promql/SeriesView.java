// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import io.redstart.query.promql.value.Series;
import java.util.List;
import java.util.Optional;

/**
 * The series that one query sees: the same selection always returns the same series. The view
 * counts the samples of the series that it returns, and holds their memory, in the query's {@link
 * QueryLimits}.
 */
public interface SeriesView {
  /**
   * Returns the series that a selection matches, in any order, each with different labels. Series
   * without a sample in the selection's range may be left out.
   *
   * @throws PromqlException if they cannot be read, or if there are more samples than allowed
   */
  List<Series> select(Selection selection);

  /**
   * Returns the histograms whose classic {@code _bucket} series a selection names, in fine bins.
   * Returns nothing where only the {@code _bucket} series exist. The selection has an equality
   * matcher on {@code __name__} and none on {@code le}.
   */
  Optional<List<FineSeries>> selectFine(Selection selection);

  /** Returns the warnings about the answer so far, for example about missing data. */
  List<String> warnings();
}
