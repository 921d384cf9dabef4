// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

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
}
