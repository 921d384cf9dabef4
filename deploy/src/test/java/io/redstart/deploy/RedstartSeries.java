// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static io.redstart.model.Labels.METRIC_NAME;

import io.redstart.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads all counts of a Redstart by the names that it lists, without its own metrics. */
final class RedstartSeries {
  private static final List<String> NOT_LABELS = List.of(METRIC_NAME, "le");
  private static final String LISTED =
      "count by (__name__) ({__name__=~\".+\", job!=\"redstart\"})";

  private RedstartSeries() {}

  /** Returns the current value of every listed series, with the metric's name. */
  static Map<Labels, Double> read(PrometheusClient query) {
    Map<Labels, Double> samples = new TreeMap<>();
    for (Labels listed : query.query(LISTED).samples().keySet()) {
      if (!listed.get(METRIC_NAME).equals("target_info")) {
        samples.putAll(query.query(listed.get(METRIC_NAME)).samples());
      }
    }
    return samples;
  }

  /** Returns the samples sorted into calls, durations and events. */
  static RedSeries of(Map<Labels, Double> samples) {
    RedSeries series = new RedSeries();
    samples.forEach((labels, value) ->
        add(series, labels.get(METRIC_NAME), labels.without(NOT_LABELS), labels.get("le"), value));
    return series;
  }

  private static void add(RedSeries series, String name, Labels labels, String le, double value) {
    if (name.endsWith("calls_total")) {
      series.addCalls(labels, value);
    } else if (name.endsWith("events_total")) {
      series.addEvents(labels, value);
    } else if (name.contains("self_time_")) {
      throw new IllegalArgumentException("no connector has " + name);
    } else if (name.endsWith("_count")) {
      series.durations(labels).addCount(value);
    } else if (name.endsWith("_sum")) {
      series.durations(labels).addSum(value);
    } else if (name.endsWith("_bucket")) {
      series.durations(labels).addBucket(upperBound(le), value);
    } else {
      throw new IllegalArgumentException("unexpected metric " + name);
    }
  }

  static double upperBound(String le) {
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }
}
