// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.promql.syntax.TextRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects warnings and infos for the user, each once, in Prometheus' words. */
public final class Annotations {
  private final QueryText query;
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> infos = new LinkedHashSet<>();
  private final Map<Counted, Integer> counts = new LinkedHashMap<>();

  private record Counted(TextRange at, String message) {}

  /** Makes an empty collection for a query. */
  public Annotations(QueryText query) {
    this.query = query;
  }

  /** Adds a warning about something in the query. */
  public void warn(TextRange at, String message) {
    warnings.add("PromQL warning: " + message + positionOf(at));
  }

  /** Adds a warning that says how often it was added, if more than once. */
  public void warnEachTime(TextRange at, String message) {
    counts.merge(new Counted(at, message), 1, Integer::sum);
  }

  /** Adds an info about something in the query. */
  public void inform(TextRange at, String message) {
    infos.add("PromQL info: " + message + positionOf(at));
  }

  /** Returns them. */
  public List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    counts.forEach((warning, count) -> {
      String times = count == 1 ? "" : " (" + count + " occurrences)";
      all.add("PromQL warning: " + warning.message + times + positionOf(warning.at));
    });
    return List.copyOf(all);
  }

  /** Returns them. */
  public List<String> infos() {
    return List.copyOf(infos);
  }

  private String positionOf(TextRange at) {
    return " (" + query.position(at.start()) + ")";
  }
}
