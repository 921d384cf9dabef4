// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param value what it evaluates to
 * @param warnings what may make the answer wrong, for a person
 * @param infos what the user may want to know of the query
 */
public record QueryResult(QueryValue value, List<String> warnings, List<String> infos) {
  /** Copies the lists. */
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
