// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.promql.syntax.TextRange;
import io.redstart.query.promql.value.ClassicBuckets;
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
  /** By the name of the metric. */
  private final Map<String, MonotonicityNote> corrections = new LinkedHashMap<>();

  /** By their text without position: how often they were found, and where first. */
  private final Map<String, Occurrences> repeated = new LinkedHashMap<>();

  /** Makes an empty collection for a query. */
  public Annotations(QueryText query) {
    this.query = query;
  }

  /** Adds a warning about something in the query. */
  public void warn(TextRange at, String message) {
    warnings.add("PromQL warning: " + message + positionOf(at));
  }

  /** Adds a warning that says how often it was found, if more than once, and where first. */
  public void warnRepeatedly(TextRange at, String message) {
    repeated.merge(message, new Occurrences(at, 1), (known, more) -> known.plusOne());
  }

  /** Adds an info about something in the query. */
  public void inform(TextRange at, String message) {
    infos.add(info(at, message));
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
    Set<String> all = new LinkedHashSet<>(warnings);
    repeated.forEach((message, found) -> {
      String times = found.count == 1 ? "" : " (" + found.count + " occurrences)";
      all.add("PromQL warning: " + message + times + positionOf(found.at));
    });
    return List.copyOf(all);
  }

  /** Returns them. */
  public List<String> infos() {
    Set<String> all = new LinkedHashSet<>(infos);
    corrections.values().forEach(note -> all.add(info(note.at(), note.message())));
    return List.copyOf(all);
  }

  private String positionOf(TextRange at) {
    return " (" + query.position(at.start()) + ")";
  }

  private record Occurrences(TextRange at, int count) {
    Occurrences plusOne() {
      return new Occurrences(at, count + 1);
    }
  }
}
