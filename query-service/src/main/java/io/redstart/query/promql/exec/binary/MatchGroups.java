// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.binary;

import io.redstart.model.Labels;
import io.redstart.query.promql.exec.operator.SeriesIndex;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.syntax.tree.Matching;
import java.util.HashSet;
import java.util.Set;

/** Numbers the groups of series, of two vectors, that have the matched labels in common. */
final class MatchGroups {
  private final boolean on;
  /** The labels of {@code on}, or those that are ignored. */
  private final Set<String> names;

  private final SeriesIndex index;

  MatchGroups(QueryLimits limits, Matching matching) {
    this.on = matching.on();
    this.names = new HashSet<>(matching.labels());
    if (!on) {
      names.add(Labels.METRIC_NAME);
    }
    this.index = new SeriesIndex(limits);
  }

  /** Returns the group of a series. */
  int of(Labels series) {
    return index.of(matched(series), false);
  }

  /** Returns the labels of a series that decide what it matches. */
  Labels matched(Labels series) {
    return on ? series.retain(names) : series.without(names);
  }

  /** Returns how many groups there are. */
  int size() {
    return index.size();
  }

  /** Returns the labels that the series of a group have in common. */
  Labels labels(int group) {
    return index.list().labels(group);
  }
}
