// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.syntax.text.QueryText;
import io.redstart.query.promql.syntax.text.TextRange;
import io.redstart.query.promql.value.quantile.ClassicBuckets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects warnings and infos for the user in Prometheus' words. Each text appears once, with the
 * position that Prometheus would give.
 */
public final class Annotations {
  private final QueryText query;
  private final Map<String, TextRange> warnings = new LinkedHashMap<>();
  private final Map<String, TextRange> infos = new LinkedHashMap<>();
  private final Map<Counted, Integer> counts = new LinkedHashMap<>();
  /** By the name of the metric. */
  private final Map<String, MonotonicityNote> corrections = new LinkedHashMap<>();

  private record Counted(TextRange at, String message) {}

  /** Makes an empty collection for a query. */
  public Annotations(QueryText query) {
    this.query = query;
  }

  /** Adds a warning about something in the query. */
  public void warn(TextRange at, String message) {
    warnings.merge("PromQL warning: " + message, at, Annotations::later);
  }

  /** Adds a warning that says how often it was added, if more than once. */
  public void warnEachTime(TextRange at, String message) {
    counts.merge(new Counted(at, message), 1, Integer::sum);
  }

  /** Adds an info about something in the query. */
  public void inform(TextRange at, String message) {
    infos.merge("PromQL info: " + message, at, Annotations::later);
  }

  /** Returns the range that Prometheus evaluates later: inner before outer, left before right. */
  private static TextRange later(TextRange one, TextRange other) {
    boolean isLater =
        one.end() > other.end() || (one.end() == other.end() && one.start() < other.start());
    return isLater ? one : other;
  }

  private String info(TextRange at, String message) {
    return "PromQL info: " + message + positionOf(at);
  }

  /**
   * Adds an info about a classic histogram whose counts were corrected to ascend. All of one metric
   * are summarized in one info, at the first position.
   *
   * @param metricName may be empty
   */
  public void informOfCorrection(
      TextRange at, String metricName, long timeMillis, ClassicBuckets corrected) {
    corrections
        .computeIfAbsent(metricName, name -> new MonotonicityNote(at, name))
        .add(timeMillis, corrected);
  }

  /** Returns them. */
  public List<String> warnings() {
    List<String> all = new ArrayList<>();
    warnings.forEach((warning, at) -> all.add(warning + positionOf(at)));
    counts.forEach((warning, count) -> {
      String times = count == 1 ? "" : " (" + count + " occurrences)";
      all.add("PromQL warning: " + warning.message + times + positionOf(warning.at));
    });
    return List.copyOf(all);
  }

  /** Returns them. */
  public List<String> infos() {
    Set<String> all = new LinkedHashSet<>();
    infos.forEach((info, at) -> all.add(info + positionOf(at)));
    corrections.values().forEach(note -> all.add(info(note.at(), note.message())));
    return List.copyOf(all);
  }

  private String positionOf(TextRange at) {
    return " (" + query.position(at.start()) + ")";
  }
}
