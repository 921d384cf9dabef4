// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import java.util.List;

/**
 * Queries that a user sees together.
 *
 * @param lookbackMillis the range before the end
 * @param stepMillis from one point to the next
 */
record Board(String name, long lookbackMillis, long stepMillis, List<PanelQuery> queries) {
  /** A query with a short name. */
  record PanelQuery(String name, String promql) {}

  Board {
    queries = List.copyOf(queries);
  }
}
