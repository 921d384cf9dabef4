// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.metric;

import io.redstart.query.source.metric.MetricView.Part;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metadata of a metric for Prometheus' clients. As in Prometheus, a histogram is one metric: its
 * {@code _bucket}, {@code _sum} and {@code _count} have no metadata of their own.
 *
 * @param type the metric type in Prometheus' words
 * @param unit the unit as a word, or the empty string
 * @param help what it measures
 */
public record MetricMetadata(String type, String unit, String help) {
  private static final String BUCKET = "_bucket";

  /** Returns the metadata of the views of some series names, by metric name and sorted. */
  public static Map<String, MetricMetadata> of(Map<String, MetricView> views) {
    Map<String, MetricMetadata> metrics = new TreeMap<>();
    views.forEach((name, view) -> {
      String metric = view.part() == Part.BUCKET ? histogramName(name) : name;
      of(view).ifPresent(metadata -> metrics.put(metric, metadata));
    });
    return metrics;
  }

  /** Returns the name of a histogram without {@code _bucket}. */
  public static String histogramName(String bucket) {
    return bucket.substring(0, bucket.length() - BUCKET.length());
  }

  private static Optional<MetricMetadata> of(MetricView view) {
    String help = help(view.family());
    return switch (view.part()) {
      case CALLS -> Optional.of(new MetricMetadata("counter", "", help));
      case BUCKET, HISTOGRAM ->
        Optional.of(new MetricMetadata("histogram", view.unit().word(), help));
      case INFO -> Optional.of(new MetricMetadata("gauge", "", help));
      case SUM, COUNT -> Optional.empty();
    };
  }

  private static String help(Family family) {
    return switch (family) {
      case CALLS -> "Calls of operations, counted by their spans";
      case DURATION -> "Durations of spans";
      case EVENTS -> "Events of spans";
      case SELF_TIME -> "Durations of spans without those of their children";
      case TARGET_INFO -> "Target metadata";
    };
  }
}
