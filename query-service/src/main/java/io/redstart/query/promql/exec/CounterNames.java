// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec;

import io.redstart.model.Labels;
import io.redstart.query.promql.Footprint;
import io.redstart.query.promql.syntax.QuotedText;
import io.redstart.query.promql.syntax.TextRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds an info, once for each metric, if a counter function reads a metric not named like one. */
final class CounterNames {
  private static final List<String> SUFFIXES = List.of("_total", "_sum", "_count", "_bucket");

  private final Annotations annotations;
  private final TextRange at;
  /** By series: a name not yet reported, or null. */
  private final @Nullable String[] doubtful;

  private final Set<String> told = new HashSet<>();

  CounterNames(QueryContext context, TextRange at, List<Labels> series) {
    this.annotations = context.annotations();
    this.at = at;
    context.limits().hold(Footprint.ints(series.size()));
    this.doubtful = new @Nullable String[series.size()];
    for (int i = 0; i < doubtful.length; i++) {
      context.limits().check();
      String name = series.get(i).get(Labels.METRIC_NAME);
      boolean fine = name.isEmpty() || SUFFIXES.stream().anyMatch(name::endsWith);
      doubtful[i] = fine ? null : name;
    }
  }

  /** Records that a series gave a result. */
  void used(int series) {
    String name = doubtful[series];
    if (name != null) {
      doubtful[series] = null;
      tell(name);
    }
  }

  private void tell(String name) {
    if (told.add(name)) {
      annotations.inform(
          at,
          "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
              + QuotedText.quote(name));
    }
  }
}
