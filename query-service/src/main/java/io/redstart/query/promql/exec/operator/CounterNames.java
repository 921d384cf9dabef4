// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.syntax.text.TextRange;
import java.util.List;

/** Which metrics are counters by their names, as rates expect. */
public final class CounterNames {
  private static final List<String> SUFFIXES = List.of("_total", "_sum", "_count", "_bucket");

  private CounterNames() {}

  /** Returns whether a metric is a counter by its name. */
  public static boolean isCounter(String metric) {
    return SUFFIXES.stream().anyMatch(metric::endsWith);
  }

  /** Informs of a rate of a metric that is no counter by its name. */
  public static void inform(Annotations annotations, TextRange at, String metric) {
    annotations.inform(
        at,
        "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \""
            + metric
            + '"');
  }
}
