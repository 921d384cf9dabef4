// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

/** Where the engine reads series from. It may block: a query runs on a thread of its own. */
public interface SeriesSource {
  /**
   * Opens a consistent view for one query, which is used by one thread and never closed.
   *
   * @param endMillis the latest sample that the query can want, epoch milliseconds
   * @param limits what the query may use, here and in the view
   * @throws PromqlException if there is nothing to read from
   */
  SeriesView open(long endMillis, QueryLimits limits);
}
