// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.source;

import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.SampleSlot;
import io.redstart.query.promql.value.SeriesList;
import io.redstart.query.promql.value.histogram.Histogram;
import io.redstart.query.promql.value.quantile.HistogramQuantile;

/**
 * The value of a {@link Fold}: a vector for each of its steps. It never changes and several queries
 * may read it at the same time, each with readers of its own.
 */
public interface Folded {
  /**
   * Returns the groups; those without a sample at any step may be left out. Nobody adds to the list.
   */
  SeriesList groups();

  /** Returns about how much heap it uses, without its readers. */
  long sizeBytes();

  /**
   * Starts reading, on one thread.
   *
   * @param limits hold what the reader allocates, and cancel it
   */
  Reader reader(QueryLimits limits);

  /**
   * Starts reading a quantile of histograms, on one thread; of those of the fold, if it names any.
   *
   * @param limits hold what the reader allocates, and cancel it
   */
  default Reader quantiles(double phi, QueryLimits limits) {
    Reader histograms = reader(limits);
    return (group, step, into) -> {
      histograms.get(group, step, into);
      Histogram histogram = into.histogram();
      if (histogram != null) {
        into.set(HistogramQuantile.of(phi, histogram).value());
      }
    };
  }

  /**
   * Returns whether it can answer every question about its fold. Otherwise it has only the
   * quantiles that the fold names, and {@link #reader} fails.
   */
  default boolean isWhole() {
    return true;
  }

  /** Reads the samples, quickest step by step in ascending order. */
  interface Reader {
    /**
     * Computes the sample of a group at a step.
     *
     * @param into empty; receives a number or, if the selection is of histograms, a histogram of
     *     fine bins with any hint; nothing if no series of the group has a value
     */
    void get(int group, int step, SampleSlot into);
  }
}
