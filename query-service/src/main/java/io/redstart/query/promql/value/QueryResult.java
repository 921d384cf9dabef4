// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.value;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param value the value of the query
 * @param warnings reasons why the answer may be wrong, for the user
 * @param infos notes about the query, for the user
 */
public record QueryResult(QueryValue value, List<String> warnings, List<String> infos) {
  /** Copies the lists. */
  public QueryResult {
    warnings = List.copyOf(warnings);
    infos = List.copyOf(infos);
  }
}
