// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.load.Measured;
import io.redstart.load.compare.QueryClient.Summary;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What one server took for one board. */
final class BoardTimes {
  /** The first answers of a new process: wall and CPU milliseconds of the whole board. */
  double firstMillis = Double.NaN;

  double firstCpuMillis = Double.NaN;
  /** One query after the other: milliseconds of the whole board. */
  final Measured wallMillis = new Measured();

  final Measured cpuMillis = new Measured();
  final Measured jitMillis = new Measured();
  /** All queries at once: milliseconds until the last answer. */
  final Measured atOnceMillis = new Measured();
  /** By query: milliseconds. */
  final Map<String, Measured> byQuery = new LinkedHashMap<>();
  /** By query: what the answer holds. */
  final Map<String, Summary> summaries = new LinkedHashMap<>();

  final Set<String> problems = new LinkedHashSet<>();

  void add(Board.PanelQuery query, QueryClient.Answer answer) {
    if (answer.isSuccess()) {
      byQuery.computeIfAbsent(query.name(), name -> new Measured()).add(answer.millis());
    } else {
      problems.add(query.name() + ": " + answer.problem());
    }
  }
}
